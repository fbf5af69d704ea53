// Questions that an answer before calls for stand on the page only then; without scripts their hint says when they are meant.
export function startConditions(root) {
  const conditional = [...root.querySelectorAll("[data-shown-if]")];
  const forms = new Set(conditional.map((field) => field.form));
  for (const form of forms) {
    const show = () => {
      const given = new FormData(form);
      for (const field of conditional) field.closest(".line").hidden = !given.getAll(field.dataset.shownIf).includes(field.dataset.shownFor);
    };
    form.addEventListener("change", show);
    show();
  }
}
