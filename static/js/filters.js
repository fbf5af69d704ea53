// What the switcher's form asks for: which layers, narrowed to what. The same form works without scripts.
export function createFilters(form, today, onChange) {
  const boxes = [...form.querySelectorAll("input[name=layers][type=checkbox]")];
  const blockOf = (slug) => form.querySelector(`[data-layer="${CSS.escape(slug)}"]`);
  const shown = () => boxes.filter((box) => box.checked).map((box) => box.value);

  // The parts of the page's address.
  function addressParts() {
    const parts = [["layers", shown().join(",")]];
    for (const slug of shown()) {
      for (const control of controlsOf(blockOf(slug))) parts.push([control.name, control.value]);
    }
    return parts;
  }

  // The query of the layer's items in the API.
  function itemsQuery(slug) {
    const block = blockOf(slug);
    const query = new URLSearchParams();
    for (const input of block.querySelectorAll("[data-values]:checked")) {
      for (const value of JSON.parse(input.dataset.values)) query.append(input.dataset.filter, value);
    }
    const interval = intervalOf(block, today);
    if (interval) query.append("datetime", interval);
    return query.toString();
  }

  function writeCounts(counts) {
    for (const counter of form.querySelectorAll("[data-layer-count]")) {
      const slug = counter.closest("[data-layer]").dataset.layer;
      counter.textContent = counts.get(slug) ?? counter.dataset.whole;
    }
  }

  function showClearing() {
    for (const clear of form.querySelectorAll("[data-clear]")) clear.hidden = !controlsOf(clear.closest("[data-layer]")).length;
  }

  form.addEventListener("change", (event) => {
    const block = event.target.closest("[data-layer]");
    if (event.target.name !== "layers") settleTime(block, event.target);
    showClearing();
    onChange(block.dataset.layer, event.target.name === "layers" ? event.target.checked : null);
  });
  form.addEventListener("click", (event) => {
    const clear = event.target.closest("[data-clear]");
    if (!clear) return;
    event.preventDefault();
    const block = clear.closest("[data-layer]");
    for (const input of block.querySelectorAll("[data-filters] input")) {
      input.checked = input.type === "radio" && input.value === "";
      if (input.type === "date") input.value = "";
    }
    block.querySelector("[data-filters] input").focus();
    showClearing();
    onChange(block.dataset.layer, null);
  });
  return { shown, addressParts, itemsQuery, writeCounts };
}

function controlsOf(block) {
  return [...block.querySelectorAll("[data-filters] input")].filter((input) => input.value && (input.type === "date" || input.checked));
}

// A word ("today") and days of one's own exclude each other: what was touched last counts.
function settleTime(block, touched) {
  const days = [...block.querySelectorAll("[data-from], [data-until]")];
  if (touched.type === "radio" && touched.value) for (const day of days) day.value = "";
  const anyTime = block.querySelector("input[type=radio][value='']");
  if (days.includes(touched) && anyTime) anyTime.checked = true;
}

function intervalOf(block, today) {
  const word = block.querySelector("[data-days]:checked");
  if (word) return `${today}/${plusDays(today, Number(word.dataset.days) - 1)}`;
  const from = block.querySelector("[data-from]")?.value ?? "";
  const until = block.querySelector("[data-until]")?.value ?? "";
  if ((!from && !until) || (from && until && from > until)) return "";
  return `${from || ".."}/${until || ".."}`;
}

function plusDays(day, count) {
  const moved = new Date(`${day}T12:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + count);
  return moved.toISOString().slice(0, 10);
}
