// The dialogs of the map: its address for others, and the code that shows it in another page.
export function startDialogs(root, texts, { shareAddress, embedAddress }) {
  const [share, embed] = ["share", "embed"].map((name) => root.querySelector(`[data-${name}-dialog]`));
  for (const dialog of [share, embed]) {
    dialog.querySelector("[data-dialog-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    for (const button of dialog.querySelectorAll("[data-copy-from]")) button.addEventListener("click", () => copyFrom(dialog, button, texts));
  }
  root.querySelector("[data-share]").addEventListener("click", () => {
    share.querySelector("[data-share-link]").value = shareAddress();
    open(share);
  });
  root.querySelector("[data-embed]").addEventListener("click", () => {
    writeCode(embed, embedAddress());
    open(embed);
  });
  embed.querySelector("[data-embed-height]").addEventListener("change", () => writeCode(embed, embedAddress()));
  startSharing(share);
}

function open(dialog) {
  dialog.querySelector("[data-dialog-status]").textContent = "";
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

// Where a browser may not copy, the text is marked for the citizen's own copying.
async function copyFrom(dialog, button, texts) {
  const field = dialog.querySelector(`#${button.dataset.copyFrom}`);
  field.focus();
  field.select();
  if (!navigator.clipboard) return;
  await navigator.clipboard.writeText(field.value);
  dialog.querySelector("[data-dialog-status]").textContent = texts.copied;
}

function startSharing(dialog) {
  const button = dialog.querySelector("[data-share-on]");
  if (!navigator.share) return;
  button.hidden = false;
  // A citizen who thinks better of it makes the promise fail: nothing to tell.
  button.addEventListener("click", () => navigator.share({ title: document.title, url: dialog.querySelector("[data-share-link]").value }).catch(() => {}));
}

function writeCode(dialog, address) {
  const frame = document.createElement("iframe");
  const attributes = { src: address, title: document.title, width: "100%", height: dialog.querySelector("[data-embed-height]").value, loading: "lazy", referrerpolicy: "strict-origin-when-cross-origin" };
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  dialog.querySelector("[data-embed-code]").value = frame.outerHTML;
  dialog.querySelector("[data-embed-link]").href = address;
}
