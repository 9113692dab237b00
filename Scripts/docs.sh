#!/usr/bin/env bash
# Builds DocC's pages of the library's modules into .build/docs, from what is built in .build/release (or PRODUCTS).
#
# Swift's own symbolgraph-extract and docc read the modules that the build made anyway. swift-docc-plugin would be one more
# dependency that every build resolves, and builds all of it a second time for its symbol graphs.
#
# The articles are docs/RetMask.docc; the glossary is taken from docs/architecture.md. Warnings are errors, but for one: a
# parameter whose name says all needs no line.
set -euo pipefail
cd "$(dirname "$0")/.."

products=${PRODUCTS:-.build/release}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/symbols"

# The Swift targets of the library, and those that they are built on. The umbrella's page is the catalog itself: it has no
# declaration of its own.
modules=$(swift package dump-package | python3 -c '
import json, pathlib, sys
package = json.load(sys.stdin)
targets = {target["name"]: target for target in package["targets"]}
wanted = [t for p in package["products"] if "library" in p["type"] for t in p["targets"]]
for name in wanted:
    for dependency in targets[name]["dependencies"]:
        for found in (dependency.get("byName") or dependency.get("target") or [None])[:1]:
            if found in targets and found not in wanted:
                wanted.append(found)
def swift(name):
    return any(pathlib.Path(targets[name].get("path") or f"Sources/{name}").rglob("*.swift"))
print("\n".join(sorted(name for name in wanted if name != "RetMask" and swift(name))))')
flags=(-target "$(swift -print-target-info | sed -nE 's/^ *"triple": "(.*)",/\1/p' | head -n 1)" -I "$products/Modules")
for map in "$products"/C*.build/module.modulemap Sources/*/module.modulemap; do flags+=(-Xcc "-fmodule-map-file=$map"); done
for module in $modules; do
    [ -e "$products/Modules/$module.swiftmodule" ] || {
        echo "docs: $products/Modules has no $module.swiftmodule; \`make docs\` builds it." >&2
        exit 1
    }
    swift symbolgraph-extract -module-name "$module" "${flags[@]}" -minimum-access-level public -skip-synthesized-members \
        -output-dir "$scratch/symbols"
done

cp -r docs/RetMask.docc "$scratch/"
{
    printf '# Glossary\n\nThe words of this project, and those of others for the same.\n\n## Overview\n'
    awk '/^## / { inside = $0 == "## Glossary"; next } inside' docs/architecture.md
} >"$scratch/RetMask.docc/Glossary.md"

rm -rf .build/docs
docc convert "$scratch/RetMask.docc" --additional-symbol-graph-dir "$scratch/symbols" --output-path .build/docs \
    --fallback-display-name RetMask --fallback-bundle-identifier retmask --fallback-default-module-kind Module \
    --diagnostics-file "$scratch/diagnostics.json" >"$scratch/said" 2>&1 || {
    cat "$scratch/said" >&2
    exit 1
}
python3 - "$scratch/diagnostics.json" "$PWD/" <<'END'
import json, re, sys
from urllib.parse import unquote

known = re.compile(r"Parameter '.*' is missing documentation")
found = [d for d in json.load(open(sys.argv[1]))["diagnostics"] if not known.fullmatch(d["summary"])]
for one in found:
    place = unquote(one.get("source") or "").removeprefix("file://").removeprefix(sys.argv[2])
    print(f"{place}:{one.get('range', {}).get('start', {}).get('line', 0)}: {one['summary']}", file=sys.stderr)
sys.exit(bool(found))
END
echo "pages: .build/docs; to read them: python3 -m http.server --directory .build/docs, then /documentation/retmask"
