// Package ledger is the double entry underneath everything that has to do with money (PRODUCT TIL-6). A fold
// posts balanced entries with [Post]; nothing posts any other way, nothing is ever changed or taken back, and
// a mistake is corrected by its opposite.
//
// Debits are positive, credits negative. A commit's entries sum to zero in every currency, so the trial
// balance of a branch, and of any set of branches, is zero by construction; [Unbalanced] looks for the
// commit that is not.
//
// It decides nothing: which accounts a fact touches is said in the folder that owns the fact.
package ledger
