namespace Foresale.Environments;

/// <summary>Something that is wrong with an environment.</summary>
/// <param name="Rule">Which rule it breaks, in a word or two.</param>
/// <param name="Found">What was found; a sentence.</param>
/// <param name="Remedy">What to do; a sentence.</param>
/// <param name="IsWarning">True where it may be meant so.</param>
public sealed record EnvironmentFault(string Rule, string Found, string Remedy, bool IsWarning = false)
{
    /// <summary><c>rule: found remedy</c>.</summary>
    public override string ToString() => $"{Rule}: {Found} {Remedy}";
}
