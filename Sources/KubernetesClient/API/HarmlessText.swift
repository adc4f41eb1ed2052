extension String {
    /// A foreign text without what could steer the terminal it is shown on: the control characters of both sets, C0 with
    /// DEL and C1.
    ///
    /// - Parameter keepsLines: line ends and tabs stay; otherwise they become spaces.
    func harmless(keepsLines: Bool) -> String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var kept = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if !scalar.isControl {
                kept.append(scalar)
            } else if scalar == "\n" || scalar == "\t" {
                kept.append(keepsLines ? scalar : " ")
            }
        }
        return String(kept)
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { value < 0x20 || (0x7f...0x9f).contains(value) }
}
