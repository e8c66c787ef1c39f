-- As much of FreeSWITCH as examples/freeswitch/bellwarden.lua touches. curl is the real one; JSON is read by jq's rules
-- in a few lines. Arguments: the script, how it is called ("" or "ended"), then NAME=VALUE for each variable of the call.
-- Prints what the script did to the call, one thing a line.

local script, how = arg[1], arg[2]
local variables, globals = {}, {}
for place = 3, #arg do
    local name, value = arg[place]:match("^([^=]*)=(.*)$")
    if name:sub(1, 7) == "global:" then
        globals[name:sub(8)] = value
    else
        variables[name] = value
    end
end

local function decode(text)
    local at = 1
    local value
    local function skip()
        at = text:find("%S", at) or #text + 1
    end
    local function string_value()
        local parts = {}
        at = at + 1
        while true do
            local stop = assert(text:find('["\\]', at), "an unfinished string")
            parts[#parts + 1] = text:sub(at, stop - 1)
            at = stop + 1
            if text:sub(stop, stop) == '"' then
                return table.concat(parts)
            end
            local sign = text:sub(at, at)
            at = at + 1
            if sign == "u" then
                parts[#parts + 1] = utf8.char(tonumber(text:sub(at, at + 3), 16))
                at = at + 4
            else
                parts[#parts + 1] = ({ n = "\n", t = "\t", r = "\r", b = "\b", f = "\f" })[sign] or sign
            end
        end
    end
    local function members(close, keyed)
        local found = {}
        at = at + 1
        skip()
        while text:sub(at, at) ~= close do
            local key = #found + 1
            if keyed then
                key = string_value()
                skip()
                at = at + 1
            end
            found[key] = value()
            skip()
            if text:sub(at, at) == "," then
                at = at + 1
                skip()
            end
        end
        at = at + 1
        return found
    end
    function value()
        skip()
        local sign = text:sub(at, at)
        if sign == '"' then
            return string_value()
        elseif sign == "{" then
            return members("}", true)
        elseif sign == "[" then
            return members("]", false)
        end
        local word = assert(text:match("^[%w%.%-+]+", at), "no JSON")
        at = at + #word
        if word == "true" then
            return true
        end
        return tonumber(word)
    end
    local fine, found = pcall(value)
    return fine and found or nil
end

local function quoted(text)
    return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- mod_curl: words at blanks, what is posted with %XX undone, times in whole seconds; JSON out, as with its word `json`.
local function curl(line)
    local words = {}
    for word in line:gmatch("%S+") do
        words[#words + 1] = word
    end
    local command = { "curl --silent --write-out '\\n%{http_code}'" }
    local place = 2
    while place <= #words do
        local word, following = words[place], words[place + 1]
        if word == "connect-timeout" then
            command[#command + 1] = "--connect-timeout " .. following
        elseif word == "timeout" then
            command[#command + 1] = "--max-time " .. following
        elseif word == "content-type" then
            command[#command + 1] = "--header " .. quoted("Content-Type: " .. following)
        elseif word == "append_headers" then
            command[#command + 1] = "--header " .. quoted(following)
        elseif word == "post" then
            local body = following:gsub("%%(%x%x)", function(hex)
                return string.char(tonumber(hex, 16))
            end)
            command[#command + 1] = "--data-binary " .. quoted(body)
        else
            assert(word == "json", "mod_curl knows no word " .. word)
            place = place - 1
        end
        place = place + 2
    end
    command[#command + 1] = quoted(words[1])
    local pipe = io.popen(table.concat(command, " "))
    local body, status = pipe:read("a"):match("^(.*)\n(%d+)$")
    pipe:close()
    local text = body:gsub('[%c"\\]', function(sign)
        return string.format("\\u%04x", sign:byte())
    end)
    return '{"status_code":"' .. tonumber(status) .. '","body":"' .. text .. '"}'
end

local function said(...)
    print(table.concat({ ... }, " "))
end

freeswitch = {
    API = function()
        return {
            execute = function(_, name, line)
                assert(name == "curl", "no API command " .. name)
                return curl(line)
            end,
        }
    end,
    JSON = function()
        return {
            decode = function(_, text)
                return decode(text)
            end,
        }
    end,
    getGlobalVariable = function(name)
        return globals[name]
    end,
    setGlobalVariable = function(name, value)
        said("global", name, value)
    end,
    consoleLog = function(level, text)
        said("log", level, (text:gsub("\n", "")))
    end,
}
session = {
    getVariable = function(_, name)
        return variables[name]
    end,
    setVariable = function(_, name, value)
        said("set", name, value)
    end,
    execute = function(_, name, data)
        said("execute", name, data)
    end,
    hangup = function(_, cause)
        said("hangup", cause)
    end,
}
env = {
    getHeader = function(_, name)
        return variables[name:gsub("^variable_", "")]
    end,
}
argv = how ~= "" and { how } or {}

dofile(script)
