// For @emotion/react: the portal is styled by its stylesheets alone, so an element is React's own and nothing more.
export { createElement as jsx } from "react";
