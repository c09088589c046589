// For @emotion/react: the portal is styled by its stylesheets alone, so an element is React's own and nothing more.
import { createElement } from "react";

export function jsx(type, props, ...children) {
  if (props?.css) throw new Error("Style props are not part of this portal: write a class in assets/portal.css.");
  return createElement(type, props, ...children);
}
