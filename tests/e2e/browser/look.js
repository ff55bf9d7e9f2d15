// Runs in a page, and leaves what its reader would stumble over as JSON in an element of its own.
(() => {
  const complaints = [];
  const named = (element) => `${element.tagName} "${(element.textContent ?? "").slice(0, 40)}"`;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth)
    complaints.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);

  const luminance = (colour) => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const background = (element) => {
    if (!element) return "rgb(255, 255, 255)";
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === "rgba(0, 0, 0, 0)" ? background(element.parentElement) : backgroundColor;
  };
  const holdsText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? "").trim() !== "");
  for (const element of [...document.body.querySelectorAll("*")].filter(holdsText)) {
    const style = getComputedStyle(element);
    const [dark = 0, light = 0] = [
      luminance(element instanceof SVGElement ? style.fill : style.color),
      luminance(background(element)),
    ].sort((a, b) => a - b);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) complaints.push(`${named(element)} has a contrast of ${contrast.toFixed(1)}`);
  }

  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map((element) => ({
      element,
      box: element.getBoundingClientRect(),
    }));
    for (const { element, box } of texts) {
      if (box.height < 9) complaints.push(`${named(element)} is ${box.height.toFixed(1)} px high`);
      const isInside =
        box.left >= frame.left &&
        box.right <= frame.right &&
        box.top >= frame.top &&
        box.bottom <= frame.bottom;
      if (!isInside) complaints.push(`${named(element)} leaves its chart`);
    }
    for (const [index, { element, box }] of texts.entries()) {
      for (const other of texts.slice(index + 1)) {
        const apart =
          box.right <= other.box.left ||
          other.box.right <= box.left ||
          box.bottom <= other.box.top ||
          other.box.bottom <= box.top;
        if (!apart) complaints.push(`${named(element)} covers ${named(other.element)}`);
      }
    }
  }
  const result = document.createElement("pre");
  result.id = "complaints";
  result.textContent = JSON.stringify(complaints);
  document.body.append(result);
})();
