package money

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSplitEven(t *testing.T) {
	tests := []struct {
		total Minor
		n     int
		want  []Minor
	}{
		{100_000, 10, slices.Repeat([]Minor{10_000}, 10)},
		{100_000, 7, []Minor{14_285, 14_285, 14_285, 14_285, 14_285, 14_285, 14_290}},
		{2, 3, []Minor{0, 0, 2}},
		{-7, 2, []Minor{-3, -4}},
		{5, 1, []Minor{5}},
		{5, 0, nil},
		{5, -1, nil},
	}
	for _, test := range tests {
		if got := SplitEven(test.total, test.n); !slices.Equal(got, test.want) {
			t.Errorf("%d over %d: %v, want %v", test.total, test.n, got, test.want)
		}
	}
}

func TestSplitByWeight(t *testing.T) {
	tests := []struct {
		total   Minor
		weights []int64
		want    []Minor
	}{
		{100, []int64{1, 1, 1}, []Minor{34, 33, 33}},
		{100, []int64{1, 2, 1}, []Minor{25, 50, 25}},
		{10, []int64{0, 1, 0}, []Minor{0, 10, 0}},
		{10, []int64{0, 0, 0}, []Minor{3, 3, 4}},
		{10, []int64{-5, 1}, []Minor{0, 10}},
		{-100, []int64{1, 1, 1}, []Minor{-34, -33, -33}},
		{9, []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, []Minor{3, 3, 3}},
		{math.MinInt64, []int64{1, 1}, []Minor{math.MinInt64 / 2, math.MinInt64 / 2}},
		{10, nil, nil},
	}
	for _, test := range tests {
		if got := SplitByWeight(test.total, test.weights); !slices.Equal(got, test.want) {
			t.Errorf("%d by %v: %v, want %v", test.total, test.weights, got, test.want)
		}
	}
}

func total(parts []Minor) (sum Minor) {
	for _, p := range parts {
		sum += p
	}
	return sum
}

func TestPartsSumToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := Minor(rapid.Int64().Draw(t, "whole"))
		n := rapid.IntRange(1, 200).Draw(t, "n")
		even := SplitEven(whole, n)
		if len(even) != n || total(even) != whole {
			t.Fatalf("even: %v", even)
		}
		if n > 1 && whole >= 0 && (even[n-1] < even[0] || even[n-1]-even[0] >= Minor(n)) {
			t.Fatalf("the last is no remainder: %v", even)
		}
		weights := rapid.SliceOfN(rapid.Int64Min(0), 1, 50).Draw(t, "weights")
		if parts := SplitByWeight(whole, weights); total(parts) != whole {
			t.Fatalf("by weight: %v", parts)
		}
	})
}

func TestHeavierNeverGetsLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := Minor(rapid.Int64Range(0, int64(MaxMinor)).Draw(t, "whole"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1_000_000), 1, 12).Draw(t, "weights")
		slices.Sort(weights)
		slices.Reverse(weights)
		weights[0]++ // at least one is positive
		parts := SplitByWeight(whole, weights)
		for i := 1; i < len(parts); i++ {
			if parts[i] > parts[i-1] || parts[i] < 0 {
				t.Fatalf("%d by %v: %v", whole, weights, parts)
			}
		}
	})
}
