package link

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// BenchmarkLeafs opens 81 branches in one process and reports what each costs.
func BenchmarkLeafs(b *testing.B) {
	const count = 81
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("branch%02d", i)
	}
	n := newTestNet(b, names...)
	heap, resident := memory(b)
	goroutines := runtime.NumGoroutine()
	start := time.Now()
	for _, name := range names {
		n.edge(n.options(name, n.hub.Address()))
	}
	eventually(b, time.Minute, "all lines", func() bool { return n.hub.Lines() == count })
	b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/all-up")
	heap2, resident2 := memory(b)
	b.ReportMetric(float64(heap2-heap)/count/1024, "heapKiB/leaf")
	b.ReportMetric(float64(resident2-resident)/count/1024, "rssKiB/leaf")
	b.ReportMetric(float64(runtime.NumGoroutine()-goroutines)/count, "goroutines/leaf")
}

// memory is the live heap and the resident set, in bytes.
func memory(b *testing.B) (heap, resident int64) {
	b.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("no /proc to read the resident set from")
	}
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmRSS:") {
			if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &resident); err != nil {
				b.Fatal(err)
			}
		}
	}
	return int64(m.HeapInuse + m.StackInuse), resident << 10
}
