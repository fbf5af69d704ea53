// A ready reply goes into the words of its form at once; without scripts the button beside it asks the server to.
export function startReplies(root) {
  for (const choice of root.querySelectorAll("[data-reply]")) {
    const form = choice.form;
    const words = form.querySelector("[data-words]");
    form.querySelector("[data-insert]").addEventListener("click", (event) => {
      const text = choice.selectedOptions[0]?.dataset.text;
      event.preventDefault();
      if (!text) return;
      words.value = [words.value.trim(), text].filter(Boolean).join("\n\n");
      words.focus();
    });
  }
}
