namespace Foresale.Events.Guessing;

/// <summary>A guessed mapping and how sure it is.</summary>
/// <param name="Mapping">Valid for import.</param>
/// <param name="Columns">What each column was taken for.</param>
/// <param name="Words">Behaviors: word, its rows in the sample, and what it was taken for.</param>
/// <param name="Doubts">What could not be decided, as sentences with what to do.</param>
/// <param name="Confidence">0..1: the least sure of the needed columns, less for each doubt.</param>
public sealed record MappingGuess(Mapping Mapping, IReadOnlyList<ColumnGuess> Columns, IReadOnlyList<WordGuess> Words, IReadOnlyList<string> Doubts, double Confidence);

/// <summary>What a column was taken for.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Role">A field of an event, or a role of a table; null where it is not used.</param>
/// <param name="Certainty">0..1.</param>
/// <param name="Why">From what.</param>
public sealed record ColumnGuess(string Column, string? Role, double Certainty, string Why);

/// <summary>What a word of the behavior column was taken for.</summary>
/// <param name="Word">The word.</param>
/// <param name="Rows">Its rows in the sample.</param>
/// <param name="Behavior">The behavior; null where the word is left out.</param>
public sealed record WordGuess(string Word, int Rows, Behavior? Behavior);
