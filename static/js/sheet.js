// A sheet of paper with the map at a true scale: the map itself is laid on it, drawn anew, and taken back.
const CSS_PX_M = 0.0254 / 96;
const EQUATOR_M_A_PX = 156543.03392804097;
const BAR_MAX_MM = 44;

export function createSheet(map, root, { texts, language, drawer, onToggle }, L) {
  const sheet = root.querySelector("[data-sheet]");
  const controls = sheet.querySelector("[data-sheet-controls]");
  const element = map.getContainer();
  const home = element.parentElement;
  const part = (name) => sheet.querySelector(`[data-sheet-${name}]`);
  const others = () => [...document.querySelectorAll(".masthead, .explorer__side, .explorer__view, .footer, body > .skip")];
  let before = null;

  function open(opener) {
    before = { centre: map.getCenter(), zoom: map.getZoom(), min: map.getMinZoom(), max: map.getMaxZoom(), opener, next: element.nextSibling };
    onToggle(true);
    document.body.classList.add("has-sheet");
    for (const other of others()) other.inert = true;
    sheet.hidden = false;
    part("map").append(element);
    map.options.zoomSnap = 0;
    writeLegend(part("legend"));
    part("source").textContent = [element.querySelector(".leaflet-control-attribution")?.textContent, window.location.host].filter(Boolean).join(" · ");
    lay();
    sheet.querySelector("h2").focus({ preventScroll: true });
  }

  function lay() {
    const scale = Number(controls.elements.scale.value);
    const centre = map.getCenter();
    sheet.dataset.paper = controls.elements.paper.value;
    part("title").textContent = controls.elements.title.value;
    part("scale").textContent = texts.scale.replace("{number}", new Intl.NumberFormat(language === "en" ? "en-GB" : "el-GR").format(scale));
    writeBar(part("bar"), scale, texts);
    const zoom = Math.log2((EQUATOR_M_A_PX * Math.cos((centre.lat * Math.PI) / 180)) / (scale * CSS_PX_M));
    map.setMinZoom(0).setMaxZoom(22);
    map.invalidateSize({ animate: false });
    map.setView(centre, zoom, { animate: false });
    map.setMinZoom(zoom).setMaxZoom(zoom);
  }

  function close() {
    sheet.hidden = true;
    document.body.classList.remove("has-sheet");
    for (const other of others()) other.inert = false;
    home.insertBefore(element, before.next);
    map.options.zoomSnap = 1;
    map.setMinZoom(before.min).setMaxZoom(before.max);
    map.invalidateSize({ animate: false });
    map.setView(before.centre, before.zoom, { animate: false });
    onToggle(false);
    before.opener.focus({ preventScroll: true });
  }

  controls.addEventListener("input", (event) => { if (event.target.name === "title") part("title").textContent = event.target.value; else lay(); });
  controls.addEventListener("submit", async (event) => {
    event.preventDefault();
    await drawer.settled();
    requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
  });
  sheet.querySelector("[data-sheet-close]").addEventListener("click", close);
  sheet.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return { open, isOpen: () => !sheet.hidden };
}

// The layers that are on, with the classes that are shown, as the switcher writes them.
function writeLegend(legend) {
  const blocks = [...document.querySelectorAll("[data-switcher] [data-layer]")].filter((block) => block.querySelector("input[name=layers]").checked);
  legend.replaceChildren(...blocks.flatMap((block) => {
    const chips = [...block.querySelectorAll("[data-legend] .chip")];
    const chosen = chips.filter((chip) => chip.querySelector("input").checked);
    const name = entry(block.querySelector(".swatch"), block.querySelector("[data-layer-title]").textContent);
    name.dataset.layerName = "";
    if (chips.length) name.querySelector(".swatch").remove();
    return [name, ...(chosen.length ? chosen : chips).map((chip) => entry(chip.querySelector(".swatch"), chip.textContent.trim()))];
  }));
}

function entry(swatch, text) {
  const item = document.createElement("li");
  item.append(swatch.cloneNode(true), text);
  return item;
}

// A round length that fits, half black, half white.
function writeBar(bar, scale, texts) {
  const most = (BAR_MAX_MM / 1000) * scale;
  const step = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((times) => times * step).find((length) => length <= most);
  const line = document.createElement("i");
  const written = (length) => (length < 1000 ? texts.metres.replace("{number}", String(length)) : texts.kilometres.replace("{number}", String(length / 1000)));
  const width = (metres / scale) * 1000;
  line.style.width = `${width}mm`;
  const end = document.createElement("b");
  end.textContent = written(metres);
  end.style.left = `${width}mm`;
  end.style.transform = "translateX(-50%)";
  const start = document.createElement("b");
  start.textContent = "0";
  bar.replaceChildren(line, start, end);
}
