namespace Foresale.Learning.Tests;

/// <summary>Torch has one random generator a process: tests that draw from it stand in one collection, which runs one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "torch";
}
