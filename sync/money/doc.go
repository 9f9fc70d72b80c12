// Package money counts: whole minor units of a currency, split so that the parts always sum to the whole.
//
// Its one idea is that an amount is an integer. Decimals exist only here, and only to read what a person
// typed and to apply a rate; wherever a fraction has to go, the name of the function says which way. There
// are no floats and there is no conversion between currencies: adding two of them is an error.
//
// Facts and tables hold the two halves, [Minor] and [Currency], side by side; [Amount] joins them where they
// are computed with. How an amount looks to a reader of some language is the user interface's business;
// [Amount.Plain] is the form for files and form fields.
package money
