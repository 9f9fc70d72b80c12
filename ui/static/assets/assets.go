// Package assets fetches the browser assets that others made into ui/static/dist: htmx, its
// event-stream extension, and a sprite of the icons in use. The lockfile beside ui/package.json
// fixes every version and checksum; npm is the only thing it starts, and no script of a package is
// run. It belongs to the build, never to the running program.
package assets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"branchbook/ui/static"
)

// Build fetches the packages and fills static/dist. ui is the folder of package.json. It is
// idempotent.
func Build(ctx context.Context, ui string) error {
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = ui
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	modules, dist := filepath.Join(ui, "node_modules"), filepath.Join(ui, "static", "dist")
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return fmt.Errorf("folder for the assets: %w", err)
	}
	htmx := filepath.Join(modules, "htmx.org", "dist")
	sprite, err := Sprite(filepath.Join(modules, "lucide-static", "icons"), static.Icons)
	return errors.Join(err,
		copyFile(filepath.Join(htmx, "htmx.min.js"), filepath.Join(dist, "htmx.min.js")),
		copyFile(filepath.Join(htmx, "ext", "hx-sse.min.js"), filepath.Join(dist, "hx-sse.min.js")),
		os.WriteFile(filepath.Join(dist, "icons.svg"), sprite, 0o644))
}

// copyFile drops the pointer to a source map, which is not served.
func copyFile(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, sourceMap.ReplaceAll(b, nil), 0o644)
}

var (
	sourceMap = regexp.MustCompile(`(?m)^//# sourceMappingURL=.*$`)
	drawing   = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	space     = regexp.MustCompile(`\s+`)
)

// Sprite puts the named drawings of a folder of SVG files into one file of symbols. Stroke and size
// come from the stylesheet of the page that uses them.
func Sprite(folder string, names []string) ([]byte, error) {
	var out strings.Builder
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(folder, name+".svg"))
		if err != nil {
			return nil, fmt.Errorf("icon %s: %w", name, err)
		}
		inner := drawing.FindSubmatch(b)
		if inner == nil {
			return nil, fmt.Errorf("icon %s: no drawing in the file", name)
		}
		body := strings.TrimSpace(space.ReplaceAllString(string(inner[1]), " "))
		fmt.Fprintf(&out, `<symbol id="%s" viewBox="0 0 24 24">%s</symbol>`, name, body)
	}
	out.WriteString("</svg>\n")
	return []byte(out.String()), nil
}
