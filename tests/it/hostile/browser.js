// Shows pages in frames, a few at a time, and tells the witness what became of each.
const PAGES = 0, SAME_AFTER = 0, AT_ONCE = 0; // Replaced.
const still = time => new Promise(done => setTimeout(done, time));
const events = ["mouseover", "focus", "click", "toggle", "begin", "animationstart", "close", "begin"];
const schemes = ["javascript:", "vbscript:", "data:"];
// Links that lead somewhere are told, not followed; whatever would run is clicked.
const clicked = e => schemes.includes(e.protocol) || (e.ping && e.getAttribute("href").startsWith("#"))
  || schemes.some(s => (e.href?.baseVal ?? "").startsWith(s)) || (e.type == "submit" && e.form);
const poke = window => {
  for (const e of window.document.querySelectorAll("*")) {
    for (const type of events) e.dispatchEvent(new Event(type, { bubbles: false }));
    if (clicked(e)) e.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
  }
};
const windows = window => [window, ...Array.from({ length: window.length }, (_, n) => window[n]).flatMap(inner => { try { return inner.document ? windows(inner) : [] } catch { return [] } })];
const ran = window => windows(window).some(w => w.PWNED !== undefined || w.document.title == "PWNED"
  // What a link to a script gives takes the place of the page.
  || w.document.body?.textContent == "PWNED");
const acting = ["href", "xlink:href", "src", "srcset", "action", "formaction", "data", "ping", "poster", "background"];
const look = window => {
  const document = window.document;
  const found = { ran: ran(window), made: !!document.getElementById("pwned"), whole: false, elements: {}, attributes: {}, links: {} };
  found.whole = document.body?.lastElementChild?.className == "mark";
  for (const e of document.querySelectorAll("*")) {
    if (e.className == "mark") continue;
    found.elements[e.localName] = true;
    for (const a of e.attributes) {
      found.attributes[a.name] = true;
      if (acting.includes(a.name) && !a.value.startsWith("#")) found.links[e.localName + " " + a.name + "=" + a.value] = true;
    }
  }
  return found;
};
addEventListener("load", async () => {
  const seen = [];
  let asked = "";
  const earlier = n => [...Array(Math.floor(n / SAME_AFTER)).keys()].map(k => seen[n % SAME_AFTER + k * SAME_AFTER]);
  const done = n => SAME_AFTER && (asked.includes(`//n${n % SAME_AFTER}.`) || earlier(n).some(page => page?.ran || page?.left));
  for (let start = 0; start < PAGES; start += AT_ONCE) {
    const frames = new Map(), loads = [];
    if (SAME_AFTER) asked = await (await fetch("/asked")).text();
    for (let n = start; n < Math.min(start + AT_ONCE, PAGES); n++) {
      if (done(n)) { seen[n] = null; continue; }
      const frame = document.createElement("iframe");
      frame.sandbox = "allow-scripts allow-same-origin allow-forms";
      frame.width = 800; frame.height = 600;
      frame.src = "/" + n + "/";
      loads.push(new Promise(done => { frame.onload = done; setTimeout(done, 5000); }));
      frames.set(n, frame);
      document.body.append(frame);
    }
    if (!frames.size) continue;
    await Promise.all(loads);
    await still(60);
    for (const [n, frame] of frames) {
      // Before it is poked: what stands there, and whether it ran by itself.
      try { seen[n] = look(frame.contentWindow) } catch { seen[n] = { left: true } }
      try { poke(frame.contentWindow) } catch { }
    }
    await still(120);
    for (const [n, frame] of frames) {
      try { seen[n].ran ||= ran(frame.contentWindow) } catch { seen[n].left = true }
      frame.remove();
    }
  }
  await still(500);
  await fetch("/done", { method: "POST", body: JSON.stringify(seen) });
});
