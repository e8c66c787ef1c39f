// Live calls: asks for the list again while somebody looks, and draws what the server counted.
"use strict";
(() => {
  const every = 2000;
  const stream = () => document.getElementById("stream");
  const figures = () => document.getElementById("figures");
  let known = new Set();
  const ids = () => Array.from(document.querySelectorAll("#stream tr[data-id]"));
  const hovered = () => stream() && (stream().matches(":hover") || stream().contains(document.activeElement));
  const idle = () => document.hidden || document.querySelector("details.menu[open], dialog[open]");

  known = new Set(ids().map((row) => row.dataset.id));
  const tick = () => {
    const place = stream();
    if (place && place.hasAttribute("hx-get") && !idle() && !hovered()) htmx.trigger(place, "tick");
  };
  setInterval(tick, every);

  // What has come since is tinted for a second; readers of screens hear a count once a minute.
  let stopped = {}, said = Date.now();
  document.addEventListener("htmx:afterSettle", () => {
    const rows = ids();
    for (const row of rows) {
      if (known.has(row.dataset.id)) continue;
      row.classList.add("new");
      const word = row.querySelector(".chip") ? row.querySelector(".chip").textContent.trim().toLowerCase() : "";
      stopped[word] = (stopped[word] || 0) + 1;
    }
    known = new Set(rows.map((row) => row.dataset.id));
    if (Date.now() - said > 60000) {
      const words = Object.entries(stopped).map(([word, count]) => `${count} ${word}`).join(", ");
      window.bellwarden.say(words || "No new decision in this list");
      stopped = {};
      said = Date.now();
    }
    draw();
  });

  const plots = document.getElementById("plots");
  const colour = (name) => {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.className = `ink-of-${name}`;
    plots.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  let drawn = null, last = "";
  const clock = (at, zone) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at * 1000);

  // Stacked: each is drawn from the ground up, the whole stack first.
  const stacked = (told) => {
    const sum = (...kinds) => told.at.map((_, place) => kinds.reduce((all, kind) => all + told[kind][place], 0));
    return [told.at, sum("block", "divert", "limit"), sum("block", "divert"), sum("block")];
  };
  const marks = (told) => ({ hooks: { draw: [(plot) => {
    const ink = colour("ink"), pen = plot.ctx, ratio = devicePixelRatio;
    pen.save();
    pen.strokeStyle = pen.fillStyle = ink;
    pen.setLineDash([3 * ratio, 3 * ratio]);
    pen.font = `${11 * ratio}px Inter, sans-serif`;
    let end = -Infinity;
    for (const one of told().marks) {
      const x = plot.valToPos(one.at, "x", true);
      if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) continue;
      pen.beginPath();
      pen.moveTo(x, plot.bbox.top);
      pen.lineTo(x, plot.bbox.top + plot.bbox.height);
      pen.stroke();
      const wide = pen.measureText(one.words).width;
      const from = Math.min(x, plot.bbox.left + plot.bbox.width - wide);
      if (plot.named && from > end + 8 * ratio) {
        pen.fillText(one.words, from, plot.bbox.top - 4 * ratio);
        end = from + wide;
      }
    }
    pen.restore();
  }] } });

  const make = (told) => {
    const width = plots.clientWidth - 20, zone = told.zone;
    const faint = colour("faint"), line = colour("line");
    const axis = (show) => ({ stroke: faint, font: "11px Inter, sans-serif", grid: { stroke: line, width: 1, show: !show }, ticks: { show: false }, show: true });
    const time = { ...axis(true), values: (_, splits) => splits.map((at) => clock(at, zone)), space: 90, size: 22 };
    const rate = { ...axis(false), size: 44, space: 22, values: (_, splits) => splits.map((value) => value >= 1000 ? `${value / 1000}k` : value) };
    const range = (_, low, high) => [0, Math.max(1, high * 1.08)];
    const current = () => drawn.told;
    const span = () => current().zoom || [current().until - current().span, current().until];
    // What is dragged over is shown alone, here and in the list: the address says so, and Back leads out again.
    const zoom = (plot) => {
      if (plot.select.width < 4) return;
      const address = new URL(location.href);
      address.searchParams.set("since", plot.posToVal(plot.select.left, "x").toFixed(3));
      address.searchParams.set("until", plot.posToVal(plot.select.left + plot.select.width, "x").toFixed(3));
      location.assign(address);
    };
    const common = { width, cursor: { sync: { key: "live" }, drag: { x: true, y: false, setScale: false }, points: { show: false } }, legend: { show: false }, hooks: { setSelect: [zoom] } };
    const bar = (name) => ({ fill: colour(name), stroke: colour(name), width: 0, paths: uPlot.paths.bars({ size: [0.9, 12] }), points: { show: false } });
    plots.replaceChildren();
    const note = (words) => { const one = document.createElement("p"); one.className = "note what"; one.textContent = words; plots.append(one); };
    drawn = { told };
    note("all calls per second");
    drawn.all = new uPlot({ ...common, height: 64, scales: { x: { range: span }, y: { range } }, axes: [{ ...time, show: false, size: 0 }, rate], padding: [6, 8, 4, 0],
      series: [{}, { stroke: colour("ink2"), fill: colour("sunken"), width: 1.5, points: { show: false } }], plugins: [marks(current)] }, [told.at, told.all], plots);
    note("not allowed, calls per second");
    drawn.stopped = new uPlot({ ...common, height: 132, scales: { x: { range: span }, y: { range } }, axes: [time, rate], padding: [16, 8, 0, 0],
      series: [{}, bar("limit"), bar("divert"), bar("block")], plugins: [marks(current)] }, stacked(told), plots);
    drawn.stopped.named = true;
    drawn.stopped.redraw(false);
    for (const canvas of plots.querySelectorAll("canvas")) canvas.setAttribute("aria-hidden", "true");
  };
  const draw = () => {
    if (!plots || typeof uPlot === "undefined" || !figures()) return;
    const series = figures().dataset.series;
    if (series === last || plots.matches(":hover")) return;
    last = series;
    const told = JSON.parse(series);
    if (!told.at.length) return;
    if (!drawn) { make(told); return; }
    drawn.told = told;
    drawn.all.setData([told.at, told.all]);
    drawn.stopped.setData(stacked(told));
  };
  draw();
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => { if (drawn) { drawn = null; last = ""; draw(); } }, 200); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { drawn = null; last = ""; draw(); });
})();
