// A page is printed at once, without time to draw figures anew: they are made smaller as they are.

const PAPER = 650; // pixels across a sheet, within a card

export function fitToPaper() {
  addEventListener("beforeprint", () => {
    for (const drawing of drawings()) drawing.style.zoom = Math.min(1, PAPER / drawing.offsetWidth);
  });
  addEventListener("afterprint", () => {
    for (const drawing of drawings()) drawing.style.zoom = "";
  });
}

const drawings = () => document.querySelectorAll(".js-plotly-plot, .pc-stage");
