#!/usr/bin/env bash
# The tests under other conditions: vectors of every width, one core, more threads than cores, beside busy processes, many
# times in a row. What is built is tested; run `make test` or `swift build --build-tests` before.
#
#     Scripts/test-matrix.sh [--numeric] [--rows LIST] [--repeat N] [--limit SECONDS] [--fresh] [--out PAGE.md]
#
#     --numeric   only the targets that compute with libtorch: minutes instead of hours
#     --rows      some of them, with commas between; without it all that this machine can (--rows list: their names)
#     --repeat    how often in a row the default is run at the end (10)
#     --limit     seconds after which a row counts as hung (5400)
#     --fresh     forget the rows that are done; else a run that was cut off goes on where it was
#     --out       the table as a Markdown page (.build/test-matrix/<commit>/page.md)
#
# A row that fails does not keep the others from running; the script exits with 1 when one did.
set -uo pipefail
cd "$(dirname "$0")/.."

say() { printf 'test-matrix: %s\n' "$*" >&2; }
numeric=
wanted=
repeat=10
limit=5400
fresh=
page=
while [ $# -gt 0 ]; do
    case $1 in
    --numeric) numeric=1 ;;
    --fresh) fresh=1 ;;
    --rows | --repeat | --limit | --out)
        [ $# -gt 1 ] || { say "$1 wants a value."; exit 2; }
        case $1 in
        --rows) wanted=$2 ;;
        --repeat) repeat=$2 ;;
        --limit) limit=$2 ;;
        --out) page=$2 ;;
        esac
        shift ;;
    *) say "$1 is not known; give --numeric, --rows, --repeat, --limit, --fresh or --out."; exit 2 ;;
    esac
    shift
done
for number in "$repeat" "$limit"; do
    [[ $number =~ ^[0-9]+$ ]] || { say "$number is no number; --repeat and --limit want one."; exit 2; }
done

# name|environment|command in front|what is beside it
has() { grep -qw "$1" /proc/cpuinfo; }
table=("default|||")
if has avx512f && has avx512dq && has avx512bw && has avx512vl; then
    table+=("avx512|RETMASK_CPU_LEVEL=avx512 ATEN_CPU_CAPABILITY=avx512 ONEDNN_MAX_CPU_ISA=AVX512_CORE||")
fi
if has avx2 && has fma; then
    table+=("avx2|RETMASK_CPU_LEVEL=avx2 ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2 MKL_ENABLE_INSTRUCTIONS=AVX2||")
fi
table+=(
    "sse|RETMASK_CPU_LEVEL=sse ATEN_CPU_CAPABILITY=default ONEDNN_MAX_CPU_ISA=SSE41 MKL_ENABLE_INSTRUCTIONS=SSE4_2||"
    "one-core||taskset -c $(taskset -pc $$ | sed -E 's/.*: *([0-9]+).*/\1/')|"
    "one-thread|OMP_NUM_THREADS=1||"
    "five-threads|OMP_NUM_THREADS=5||"
    "busy|||4"
)
for ((i = 1; i <= repeat; i++)); do table+=("again-$i|||"); done
if [ "$wanted" = list ]; then
    printf '%s\n' "${table[@]%%|*}"
    exit 0
fi
for name in ${wanted//,/ }; do
    printf '%s\n' "${table[@]%%|*}" | grep -qx -- "$name" || {
        say "there is no row $name on this machine; there are $(printf '%s ' "${table[@]%%|*}")"
        exit 2
    }
done

flags=(-c release -Xswiftc -enable-testing --skip-build)
targets=(TorchTests DecoderModelsTests PreferenceTrainingTests OptimizationTests RetrievalHeadsTests OrganismTrainingTests)
if [ -n "$numeric" ]; then flags+=(--filter "^($(IFS='|'; echo "${targets[*]}"))\."); fi
# Results belong to a state of the sources.
commit=$(git rev-parse --short HEAD 2>/dev/null || echo none)
git diff --quiet HEAD -- Sources Tests Package.swift Scripts/build-engine.sh 2>/dev/null ||
    commit=$commit-$(git diff HEAD -- Sources Tests Package.swift Scripts/build-engine.sh | sha256sum | cut -c1-8)
state=.build/test-matrix/$commit${numeric:+-numeric}
[ -z "$fresh" ] || rm -rf "$state"
mkdir -p "$state"
page=${page:-$state/page.md}

busy=()
stop_busy() {
    for process in ${busy[@]+"${busy[@]}"}; do kill "$process" 2>/dev/null && wait "$process" 2>/dev/null; done
    busy=()
}
trap stop_busy EXIT
trap 'stop_busy; exit 130' INT TERM

# One row: its output in <name>.log, its result in <name>.row when it has ended.
run() {
    local name=$1 environment=$2 front=$3 beside=$4 start seconds status result tests issues
    for ((n = 0; n < ${beside:-0}; n++)); do
        (while :; do :; done) &
        busy+=($!)
    done
    start=$SECONDS
    # shellcheck disable=SC2086 # both are lists of words
    env $environment timeout --kill-after=10 "$limit" $front swift test "${flags[@]}" >"$state/$name.log" 2>&1 </dev/null
    status=$?
    seconds=$((SECONDS - start))
    stop_busy
    # ✔ Test run with 12 tests in 3 suites passed after 1.2 seconds. / ✘ … failed after 1.2 seconds with 2 issues.
    tests=$(sed -nE 's/.*Test run with ([0-9]+) tests?.*/\1/p' "$state/$name.log" | tail -1)
    issues=$(sed -nE 's/.*Test run with .* with ([0-9]+) issues?.*/\1/p' "$state/$name.log" | tail -1)
    case $status in
    0) result=passed ;;
    124 | 137) result="did not end in $limit s" ;;
    *) result=failed ;;
    esac
    # No test is no pass.
    if [ "$result" = passed ] && [ "${tests:-0}" -eq 0 ]; then result=failed; fi
    printf '%s|%s|%s|%s\n' "${tests:-0}" "${issues:-0}" "$result" "$seconds" >"$state/$name.row.new"
    mv "$state/$name.row.new" "$state/$name.row"
}

failed=0
write_page() {
    local row name environment front beside tests issues result seconds
    {
        echo "# Tests under other conditions"
        echo
        echo "Commit $commit, $(date -u +%F), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) cores; made by \`Scripts/test-matrix.sh${numeric:+ --numeric}\`."
        [ -z "$numeric" ] || echo "Targets: ${targets[*]}."
        echo
        echo "| row | with | tests | issues | result | seconds |"
        echo "|---|---|---:|---:|---|---:|"
        for row in "${table[@]}"; do
            IFS='|' read -r name environment front beside <<<"$row"
            [ -e "$state/$name.row" ] || continue
            IFS='|' read -r tests issues result seconds <"$state/$name.row"
            echo "| $name | ${environment:+\`$environment\`}${front:+\`$front\`}${beside:+$beside busy loops beside it} | $tests | $issues | $result | $seconds |"
        done
        for row in "${table[@]}"; do
            name=${row%%|*}
            { [ -e "$state/$name.row" ] && ! grep -q '|passed|' "$state/$name.row"; } || continue
            echo
            echo "Of $name:"
            echo
            sed 's/\x1b\[[0-9;]*m//g' "$state/$name.log" | grep -E '^✘ Test .* (recorded an issue|failed after)|[Ff]atal error|error: Exited with' |
                grep -v 'Test run with' |
                sed -E 's/ with [0-9]+ argument values?.*//; s/ recorded an issue.*//; s/ failed after.*//' |
                sort -u | head -40 | sed 's/^/    /'
        done
    } >"$page.new" && mv "$page.new" "$page"
}

for row in "${table[@]}"; do
    IFS='|' read -r name environment front beside <<<"$row"
    if [ -n "$wanted" ] && [[ ",$wanted," != *",$name,"* ]]; then continue; fi
    if [ -e "$state/$name.row" ]; then
        say "$name: done before"
    else
        say "$name: ${environment:-default settings}${front:+ $front}${beside:+ beside $beside busy loops}"
        run "$name" "$environment" "$front" "$beside"
    fi
    IFS='|' read -r tests issues result seconds <"$state/$name.row"
    say "$name: $tests tests, $issues issues, $result, $seconds s"
    [ "$result" = passed ] || failed=1
    write_page
done
cat "$page"
exit $failed
