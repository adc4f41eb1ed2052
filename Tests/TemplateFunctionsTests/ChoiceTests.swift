import GoTemplate
import Testing

/// Defaults, types, maps and lists where Helm's answers surprise.
@Suite struct ChoiceTests {
    @Test(arguments: [
        (#"{{ default "d" 0 }} {{ default "d" false }} {{ default "d" (list) }} {{ default "d" "x" "y" }}"#, "d d d x"),
        (#"{{ coalesce nil "" 0 "v" }}|{{ all 1 "" }}|{{ any 0 "a" }}|{{ empty now }}"#, "v|false|true|false"),
        (#"{{ ternary "a" "b" true }}{{ ternary "a" "b" false }}"#, "ab"),
        (
            #"{{ kindOf nil }} {{ kindOf 1.5 }} {{ typeOf (list 1) }} {{ typeOf (until 2) }} {{ typeOf now }}"#,
            "invalid float64 []interface {} []int time.Time"
        ),
        (
            #"{{ typeIs "string" "a" }} {{ typeIsLike "semver.Version" (semver "1") }} {{ kindIs "map" (dict) }}"#,
            "true true true"
        ),
        (
            #"{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $_ := unset $d "a" }}{{ $d }}{{ get $d "zz" | quote }}"#,
            #"map[b:2]"""#
        ),
        (
            #"{{ dict "a" }}{{ dict 1 2 "x" }}{{ pluck "a" (dict "a" 1) (dict) (dict "a" 2) }}"#,
            "map[a:]map[1:2 x:][1 2]"
        ),
        (
            #"""
            {{ $a := dict "x" 1 }}{{ $_ := set $a "y" $a }}{{ $_ := set $a "z" $a -}}
            {{ $b := dict "x" 1 }}{{ $_ := set $b "y" $b }}{{ $_ := set $b "z" $b -}}
            {{ deepEqual $a $b }} {{ $_ := set $b "x" 2 }}{{ deepEqual $a $b -}}
            """#, "true false"
        ),
        (
            #"""
            {{ $a := list 1 }}{{ $b := list 1 }}{{ $c := list 2 -}}
            {{ range until 60 }}{{ $a = list $a $a }}{{ $b = list $b $b }}{{ $c = list $c $c }}{{ end -}}
            {{ deepEqual $a $b }} {{ deepEqual $a $c -}}
            """#, "true false"
        ),
        (#"{{ dig "a" "b" "d" (dict "a" (dict "b" nil)) }}|{{ dig "a" "z" "d" (dict "a" (dict)) }}"#, "|d"),
        (
            #"{{ has 1 (list 1.0) }} {{ has 1 (list 1) }} {{ has 1 nil }} {{ uniq (list 1 1 1.0 "1" (list 1) (list 1)) }}"#,
            "false true false [1 1 1 [1]]"
        ),
        (
            #"{{ first (list) }}|{{ rest (list) | toJson }}|{{ slice (list 1 2 3) 1 }}|{{ chunk 2 (list 1 2 3) }}"#,
            "|null|[2 3]|[[1 2] [3]]"
        ),
        (
            #"{{ $a := dict "m" (dict "x" 1) }}{{ $b := deepCopy $a }}{{ $_ := set $b.m "x" 2 }}{{ $a }}{{ $b }}"#,
            "map[m:map[x:1]]map[m:map[x:2]]"
        ),
        (
            #"{{ $s := dict "n" (dict "x" 1) }}{{ $m := merge (dict) $s }}{{ $_ := set $m.n "x" 2 }}{{ $s }}"#,
            "map[n:map[x:2]]"
        ),
        (#"{{ merge (dict "a" false "c" "k") (dict "a" true "b" nil "c" (dict)) }}"#, "map[a:true c:k]"),
        (
            #"{{ mergeOverwrite (dict "a" 1 "m" (dict "x" 1)) (dict "a" 0 "b" nil "m" (dict)) }}"#,
            "map[a:0 b:<nil> m:map[x:1]]"
        ),
        (#"{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ $_ := merge $d $d }}{{ len $d }}"#, "1"),
    ])
    func `Values are chosen and merged as in Helm`(source: String, text: String) {
        #expect(rendered(source) == text)
    }

    @Test(arguments: [
        (#"{{ dig "a" 1 }}"#, "dig needs at least three arguments"),
        (
            #"{{ dig "a" "b" 1 (dict "a" 5) }}"#,
            "interface conversion: interface {} is int, not map[string]interface {}"
        ),
        (#"{{ dig "a" 2 "d" (dict) }}"#, "interface conversion: interface {} is int, not string"),
        (#"{{ first "abc" }}"#, "Cannot find first on type string"),
        (#"{{ append "a" 1 }}"#, "Cannot push on type string"),
        (#"{{ mustPrepend 1 1 }}"#, "Cannot prepend on type int"),
        (#"{{ concat (list) "a" }}"#, "Cannot concat type string as list"),
        (#"{{ chunk 0 (list 1) }}"#, "runtime error: makeslice: len out of range"),
        (#"{{ slice (list 1) 2 }}"#, "reflect.Value.Slice: slice index out of bounds"),
        (#"{{ slice "abc" 1 }}"#, "list should be type of slice or array but string"),
        (#"{{ reverse nil }}"#, "runtime error: invalid memory address or nil pointer dereference"),
        (#"{{ repeat -1 "a" }}"#, "strings: negative Repeat count"),
        (#"{{ repeat 9000000000000 "ab" }}"#, "strings: Repeat output length overflow"),
        (#"{{ until 99999999999 }}"#, "runtime error: makeslice: len out of range"),
        (#"{{ substr 9 3 "abc" }}"#, "runtime error: slice bounds out of range [9:3]"),
        (#"{{ div 1 0 }}"#, "runtime error: integer divide by zero"),
        (#"{{ divf 1 0 }}"#, "decimal division by 0"),
        (#"{{ randInt 5 5 }}"#, "invalid argument to Intn"),
        (
            #"{{ urlParse "a b:c" }}"#,
            #"unable to parse url: parse "a b:c": first path segment in URL cannot contain colon"#
        ),
        (#"{{ urlJoin (dict "host" 1) }}"#, "unable to parse host key, must be of type string, but int found"),
        (#"{{ mustRegexMatch "[" "a" }}"#, "error parsing regexp: missing closing ]: `[`"),
        (#"{{ regexFind "[" "a" }}"#, "regexp: Compile(`[`): error parsing regexp: missing closing ]: `[`"),
        (#"{{ mustToDate "2006" "x" }}"#, #"parsing time "x" as "2006": cannot parse "x" as "2006""#),
        (#"{{ mustDateModify "junk" now }}"#, #"time: invalid duration "junk""#),
        (#"{{ mustFromJson "{" }}"#, "unexpected end of JSON input"),
        (#"{{ semver "x" }}"#, "Invalid Semantic Version"),
        (#"{{ deepCopy nil }}"#, "reflect: call of reflect.Value.Type on zero Value"),
    ])
    func `Errors are worded as Helm words them`(source: String, message: String) {
        let error = rendered(source)
        #expect(error.hasSuffix(": " + message), "\(error)")
    }

    @Test func `Helm 4 words errors and opens prereleases its own way`() {
        #expect(rendered(#"{{ semver "x" }}"#, helm: .v4).hasSuffix(": invalid semantic version"))
        #expect(rendered(#"{{ semverCompare ">=1.0.0-0 <2.0.0" "1.5.0-beta" }}"#, helm: .v4) == "true")
        #expect(rendered(#"{{ semverCompare ">=1.0.0-0 <2.0.0" "1.5.0-beta" }}"#) == "false")
        #expect(rendered(#"{{ toToml (dict "a" 1e6) }}"#, helm: .v4) == "a = 1e+06\n")
        #expect(rendered(#"{{ toJson (trunc 1 "é") }}"#, helm: .v4) == "\"\u{FFFD}\"")
    }
}
