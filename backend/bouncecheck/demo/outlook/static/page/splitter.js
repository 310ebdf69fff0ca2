/** The line between mail and task pane, which a pointer or the arrow keys move. */

const STEP = 20;

export function makeSplitter(splitter, pane) {
  const min = Number(splitter.getAttribute("aria-valuemin"));
  const max = Number(splitter.getAttribute("aria-valuemax"));
  const width = (wanted) => {
    const chosen = Math.round(Math.max(min, Math.min(max, wanted)));
    pane.style.setProperty("--pane-width", `${chosen}px`);
    splitter.setAttribute("aria-valuenow", String(chosen));
  };
  splitter.addEventListener("pointerdown", (event) => {
    splitter.setPointerCapture(event.pointerId);
    document.body.classList.add("is-resizing");
  });
  splitter.addEventListener("pointermove", (event) => {
    if (splitter.hasPointerCapture(event.pointerId)) {
      width(pane.getBoundingClientRect().right - event.clientX);
    }
  });
  splitter.addEventListener("lostpointercapture", () => {
    document.body.classList.remove("is-resizing");
  });
  splitter.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: STEP, ArrowRight: -STEP };
    if (event.key in steps) {
      event.preventDefault();
      width(Number(splitter.getAttribute("aria-valuenow")) + steps[event.key]);
    }
  });
}
