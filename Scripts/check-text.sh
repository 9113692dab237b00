#!/bin/bash
# Checks that text of data is compared by code points, as Python does it: through `ExactText`,
# `isExactly`, `containsExactly` (Sources/Storage/Text/ExactText.swift), not by Swift's `==`, `Set` and
# `Dictionary`, to which é is the same whether it is one code point or two.
#
# It looks at the targets that data go through. A line that is right as it stands (our own names,
# hashes, token ids) says so: `// exact: why`, at its end or on the line above; files whose texts as
# keys are all our own are listed below.
set -euo pipefail
cd "$(dirname "$0")/.."

targets=(Storage Numbers Artifacts ContrastPairs Haystacks LongContextEval ModelEndpoints PreferenceTraining GGUF ModelImport HelmetSuite)
ours='^Sources/(Storage/(Jobs/JobRecord|JSON/DecodingProblem)|Numbers/(PorterStemmer|RougeWords)'
ours+='|Artifacts/(Training/(TrainingStep|TrainerState)|Probes/NeedleTrial|Heads/(HeadScores.*|MaskProvenance)|Run/RunRecord|ScoreFiles/.*)'
ours+='|PreferenceTraining/(Trainer/(PairPass|TrainingPlan|TrainingLoop|PreferenceOutput|ValidationPairs)|TrainableParameters/.*)'
ours+='|Haystacks/(GeneratedProse|RougeRecall|Needles/.*)|ModelEndpoints/Messages/ExtraFields)\.swift:'

keys='Set<\[?(String|Substring)\]?>|\[(String|Substring): |Dictionary<(String|Substring),'
equal='\.(text|content|prompt|question|answer|response|category|conversationID)\)? *(==|!=) *[^n ]'
search='\.range\(of: [^)]*\)|\.replacing\('

found=$(
    for target in "${targets[@]}"; do
        find "Sources/$target" -name '*.swift' | LC_ALL=C sort | while IFS= read -r file; do
            awk -v file="$file" -v keys="$keys" -v equal="$equal" -v search="$search" '
                { own = /\/\/ exact:/ || before ~ /\/\/ exact:/; before = $0 }
                /^ *\/\// || own { next }
                $0 ~ keys || $0 ~ equal || ($0 ~ search && !/literal/) {
                    print file ":" NR ":" $0
                }' "$file"
        done
    done | grep -vE "$ours" | grep -vF '[String: Any]' || true
)
if [[ -n $found ]]; then
    {
        echo "Text of data should be compared by code points (ExactText, isExactly); a line that is right"
        echo "as it stands says // exact: and why:"
        sed 's/^/  /' <<<"$found"
    } >&2
    exit 1
fi
echo "Text of data is compared by code points."
