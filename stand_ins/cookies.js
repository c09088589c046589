// For universal-cookie: the portal keeps nothing in cookies that a script could read.
export default class Cookies {
  get() {}
  set() {}
  remove() {}
}
