package catalogue

import (
	"encoding/json"

	"branchbook/sync/fact"
)

// ServiceOf is one service, retired or not; [fact.ErrNotFound] if there is none.
func ServiceOf(r fact.Reader, jid int64, id ServiceID) (Service, error) {
	return fact.One(r, definition[Service], `
		SELECT definition FROM catalogue_service WHERE jid = ? AND service = ?`, jid, id)
}

// Services are all services by category, place and name, retired ones included.
func Services(r fact.Reader, jid int64) ([]Service, error) {
	return fact.All(r, definition[Service], `
		SELECT definition FROM catalogue_service WHERE jid = ?
		ORDER BY category, place, name, service`, jid)
}

// ResourceOf is one resource, retired or not; [fact.ErrNotFound] if there is none.
func ResourceOf(r fact.Reader, jid int64, id ResourceID) (Resource, error) {
	return fact.One(r, definition[Resource], `
		SELECT definition FROM catalogue_resource WHERE jid = ? AND resource = ?`, jid, id)
}

// Resources are all resources by name, retired ones included.
func Resources(r fact.Reader, jid int64) ([]Resource, error) {
	return fact.All(r, definition[Resource], `
		SELECT definition FROM catalogue_resource WHERE jid = ?
		ORDER BY name, resource`, jid)
}

// ProductOf is one course product, draft, retired or not; [fact.ErrNotFound] if there is none.
func ProductOf(r fact.Reader, jid int64, id ProductID) (Product, error) {
	return fact.One(r, definition[Product], `
		SELECT definition FROM catalogue_product WHERE jid = ? AND product = ?`, jid, id)
}

// Products are all course products by name, drafts and retired ones included.
func Products(r fact.Reader, jid int64) ([]Product, error) {
	return fact.All(r, definition[Product], `
		SELECT definition FROM catalogue_product WHERE jid = ?
		ORDER BY name, product`, jid)
}

// definition reads a whole state back from its one column.
func definition[T any](row fact.Row) (whole T, err error) {
	var text string
	if err := row.Scan(&text); err != nil {
		return whole, err
	}
	return whole, json.Unmarshal([]byte(text), &whole)
}
