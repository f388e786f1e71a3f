namespace Foresale.Storage.Reading;

/// <summary>Where users, items and identities come from: files, or queries; null for none.</summary>
internal sealed record SideSources(SourceFile? Users, SourceFile? Items, SourceFile? Identities);
