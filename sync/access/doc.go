// Package access is how people get in, at a branch and at the hub alike: passwords, sign-in sessions, and the
// table of routes in which every route declares who may use it.
//
// Its one idea: what is not declared does not exist. A route without a permission does not start, a page asked
// for under a foreign host name is refused, a form from another site changes nothing.
package access
