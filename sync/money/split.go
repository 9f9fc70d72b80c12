package money

import (
	"cmp"
	"math/big"
	"slices"
)

// SplitEven divides a total into n parts in whole minor units; the last part takes the remainder (PRODUCT
// CRS-7: 100,000 over 7 is six times 14,285 and 14,290). The parts sum to the total. No parts for n < 1.
func SplitEven(total Minor, n int) []Minor {
	if n < 1 {
		return nil
	}
	parts := make([]Minor, n)
	each := total / Minor(n)
	for i := range parts {
		parts[i] = each
	}
	parts[n-1] = total - each*Minor(n-1)
	return parts
}

// SplitByWeight divides a total in proportion to weights by largest remainder, the earlier part first when
// remainders are equal. The parts sum to the total and none is further than one unit from its exact share. A
// weight of zero or less gets nothing; if no weight is positive the parts are those of [SplitEven].
func SplitByWeight(total Minor, weights []int64) []Minor {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, big.NewInt(max(w, 0)))
	}
	if sum.Sign() == 0 {
		return SplitEven(total, len(weights))
	}
	parts := make([]Minor, len(weights))
	remainders := make([]*big.Int, len(weights))
	order := make([]int, len(weights))
	left := total
	for i, w := range weights {
		exact := new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(max(w, 0)))
		share, remainder := exact.QuoRem(exact, sum, new(big.Int))
		parts[i], remainders[i], order[i] = Minor(share.Int64()), remainder.Abs(remainder), i
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	unit := Minor(cmp.Compare(left, 0))
	for i := 0; left != 0; i++ {
		parts[order[i]] += unit
		left -= unit
	}
	return parts
}
