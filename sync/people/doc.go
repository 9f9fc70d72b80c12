// Package people is who works here: practitioners, whose time is booked, and users, who sign in.
//
// Its one idea is that a role is a fixed list of permissions ([Role.May]); every route names the permission it
// needs. A user may be a practitioner too. Passwords and PINs are not here and are never facts: they live in
// the node's vault under the user's id.
package people
