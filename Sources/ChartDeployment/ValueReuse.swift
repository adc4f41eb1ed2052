internal import ChartModel
internal import Documents
internal import HelmChart
internal import Shared

/// What the values of the last revision mean for the next, by Helm's rules.
enum ValueReuse: Sendable {
    /// Only what is given counts.
    case given
    /// Nothing is given: the last values once more.
    case copied
    /// The given values over the last ones, over the new chart's defaults.
    case merged
    /// The given values over the last ones, over the last revision's computed values.
    case mergedOverComputed

    init(_ flags: ReuseFlags, isGiven: Bool) {
        if flags.resetValues {
            self = .given
        } else if flags.reuseValues {
            self = .mergedOverComputed
        } else if flags.resetThenReuseValues {
            self = .merged
        } else {
            self = isGiven ? .given : .copied
        }
    }

    /// The user's values of the next revision; with `mergedOverComputed` the chart's defaults change as well.
    func values(_ given: Object, after last: Release?, chart: inout Chart) -> Object {
        guard let last else { return given }
        switch self {
        case .given: return given
        case .copied: return last.config
        case .merged: return merged(given, over: last.config)
        case .mergedOverComputed:
            if let stored = last.chart { chart.values = ChartValues.computed(user: last.config, chart: stored) }
            return merged(given, over: last.config)
        }
    }

    private func merged(_ given: Object, over last: Object) -> Object {
        var values = given
        ChartValues().merge(&values, over: last, .remove)
        return values
    }
}
