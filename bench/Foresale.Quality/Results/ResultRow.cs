using Foresale.States;

namespace Foresale.Quality.Results;

/// <summary>A row of the results table: one question to one data set.</summary>
/// <param name="Name">As <c>--rows</c> takes it.</param>
/// <param name="Question">What is predicted, and what the test is.</param>
/// <param name="States">The states of a seed, one table a cut-off; the test rows of all are judged together.</param>
internal sealed record ResultRow(string Name, string Question, Func<int, StudyContext, CancellationToken, IReadOnlyList<StateTable>> States)
{
    /// <summary>True where every seed draws shoppers of its own, so that equal names are not equal shoppers.</summary>
    public bool NewShoppers { get; init; }

    /// <summary>Test rows over training rows where every seed splits one data set anew (<see cref="Reporting.Sample.IntervalOf"/>), else 0.</summary>
    public double Overlap { get; init; }
}
