import GoTemplate
import Testing

/// Variables are slots found at parse time; where Go, which keeps a stack, could differ.
struct VariableTests {
    @Test(arguments: [
        (#"{{ $x := 1 }}{{ $x := print $x 2 }}{{ $x }}"#, "1 2"),
        (#"{{ $x := 0 }}{{ $_ := and false ($x := 1) }}{{ $x }}"#, "0"),
        (#"{{ $x := 0 }}{{ $_ := and true ($x := 1) }}{{ $x }}"#, "1"),
        (#"{{ $x := ($x := 5) }}{{ $x }}"#, "5"),
        (#"{{ $x := 1 }}{{ with $x := 2 }}{{ $x }}{{ end }}{{ $x }}"#, "21"),
        (#"{{ range $i, $i := .l }}{{ $i }}{{ end }}"#, "78"),
        (#"{{ range $i, $x := .l }}{{ $x = 9 }}{{ $x }}{{ end }}"#, "99"),
        (#"{{ range .l }}{{ $y := . }}{{ $y }}{{ end }}"#, "78"),
        (#"{{ $x := 1 }}{{ range .l }}{{ $x = . }}{{ end }}{{ $x }}"#, "8"),
        (#"{{ define "a" }}{{ $x := . }}{{ $x }}{{ end }}{{ $x := 1 }}{{ template "a" 2 }}{{ $x }}"#, "21"),
    ])
    func scope(_ source: String, _ expected: String) {
        #expect(rendered(source, map([("l", list(.int(7), .int(8)))])) == expected)
    }

    @Test func aDeclarationThatDidNotRunIsNoVariable() {
        // Each round starts anew: the declaration of the first must not be seen in the second.
        let source = #"{{ range .l }}{{ $_ := and . ($x := 1) }}{{ $x }};{{ end }}"#
        #expect(
            rendered(source, map([("l", list(.bool(true), .bool(false)))])).hasSuffix(
                "at <$x>: undefined variable: $x"))
    }
}
