-- Debian 12 has no FreeSWITCH: the tests run this script in plain Lua, with stand-ins for FreeSWITCH and a real gate.
--
-- Asks Bellwarden about the call before it is bridged (dialplan: 00_bellwarden.xml), and tells it how the call ended.
-- The trunks' dialect in the policy is "freeswitch"; their addresses are the customers' own (`source_ip`).
--
-- The gate's answer            what becomes of the call
-- sip.status 302               goes on to the carrier, or to the challenge that sip.contact names
-- sip.status 503               goes on: the gate is overloaded and has no opinion
-- none within 1 second         goes on, and nobody asks for QUIET_S seconds
-- no JSON, or an HTTP error    goes on, but 400 and 413 (what the caller sent can't be read) end the call
-- any other sip.status         ends: the caller gets status, phrase and Reason (603, 603+, 400)
--
-- One second is the least that mod_curl counts.

local QUIET_S = 5

local api = freeswitch.API()

local function setting(name, default)
    local value = freeswitch.getGlobalVariable(name)
    if value == nil or value == "" then
        return default
    end
    return value
end

local GATE = setting("bellwarden_gate", "http://127.0.0.1:8080")
local KEY = setting("bellwarden_key", "")

-- RFC 8259 section 7. Octets of UTF-8 stay as they are.
local function json_text(text)
    return '"' .. text:gsub('[%c"\\]', function(sign)
        return string.format("\\u%04x", sign:byte())
    end) .. '"'
end

-- mod_curl takes its words apart at blanks and undoes %XX in what it posts.
local function escaped(text)
    return (text:gsub("[^%w%-_.~]", function(sign)
        return string.format("%%%02X", sign:byte())
    end))
end

-- The HTTP status and body of a POST; 0 when nothing came within a second.
local function post(path, body)
    local words = { GATE .. path, "json connect-timeout 1 timeout 1 content-type application/json" }
    if KEY ~= "" then
        words[#words + 1] = "append_headers X-Api-Key:" .. KEY
    end
    words[#words + 1] = "post " .. escaped(body)
    local said = freeswitch.JSON():decode(api:execute("curl", table.concat(words, " ")))
    if type(said) ~= "table" then
        return 0, ""
    end
    return tonumber(said.status_code) or 0, said.body or ""
end

local function tell_end(decision, duration, status)
    if decision ~= nil and decision ~= "" then
        local body = '{"decision_id":%s,"duration_s":%d,"sip_status":%d}'
        post("/v1/calls/ended", body:format(json_text(decision), duration, status))
    end
end

-- The gate takes longer texts for an attack, and what is no UTF-8 for unreadable: neither is to cost a call.
local function readable(text)
    text = text:sub(1, 250)
    if utf8 ~= nil and utf8.len(text) then
        return text
    end
    return (text:gsub("[\128-\255]", "?"))
end

-- What is known of the call.
local function question(asked)
    local fields = {
        called_number = asked,
        calling_number = session:getVariable("caller_id_number"),
        display_name = session:getVariable("caller_id_name"),
        source_ip = session:getVariable("sip_network_ip"),
        call_id = session:getVariable("sip_call_id"),
        user_agent = session:getVariable("sip_user_agent"),
        request_uri = "sip:" .. asked .. "@freeswitch",
    }
    local parts = {}
    for name, value in pairs(fields) do
        if value ~= nil and value ~= "" then
            parts[#parts + 1] = json_text(name) .. ":" .. json_text(readable(value))
        end
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

local function refuse(status, phrase, reason)
    if reason ~= nil then
        session:setVariable("sip_rh_Reason", reason)
    end
    session:execute("respond", status .. " " .. phrase)
    session:hangup("CALL_REJECTED")
end

-- A header's value as the gate names it, nil when it names none.
local function header(sip, wanted)
    for _, pair in ipairs(sip.headers or {}) do
        if pair[1] == wanted then
            return pair[2]
        end
    end
    return nil
end

local function ask()
    local now = os.time()
    if now < tonumber(setting("bellwarden_quiet_until", "0")) then
        return
    end
    local asked = session:getVariable("destination_number")
    local status, body = post("/v1/decisions", question(asked))
    if status == 400 or status == 413 then
        refuse(400, "Bad Request")
        return
    end
    local said = status == 200 and freeswitch.JSON():decode(body) or nil
    local sip = type(said) == "table" and said.sip or nil
    if type(sip) ~= "table" then
        freeswitch.consoleLog("warning", "a call goes on without a decision: the gate said " .. status .. "\n")
        if status == 0 or status >= 500 then
            freeswitch.setGlobalVariable("bellwarden_quiet_until", tostring(now + QUIET_S))
        end
        return
    end
    session:setVariable("bellwarden_decision", said.decision_id)
    local target = (sip.contact or ""):match("<([^>]*)>")
    if sip.status == 302 and target ~= nil and target ~= "sip:" .. asked .. "@freeswitch" then
        -- A challenge: the call goes to the captcha, menu or voicemail and nowhere else.
        session:setVariable("bellwarden_bridge", "sofia/external/" .. target)
    elseif sip.status ~= 302 and sip.status ~= 503 then
        -- Only what is listed above lets a call go on. Add nothing.
        refuse(math.floor(sip.status), sip.phrase or "Decline", header(sip, "Reason"))
        return
    end
    session:execute("export", "nolocal:sip_h_X-Bellwarden-Decision=" .. said.decision_id)
    -- Where calls are signed. What the customer's side sent as Identity does not get here: this is a new call.
    local signed = header(sip, "Identity")
    if signed ~= nil then
        session:execute("export", "nolocal:sip_h_Identity=" .. signed)
    end
end

if argv ~= nil and argv[1] == "ended" then
    local duration = tonumber(env:getHeader("variable_billsec")) or 0
    tell_end(env:getHeader("variable_bellwarden_decision"), duration, duration > 0 and 200 or 487)
else
    ask()
end
