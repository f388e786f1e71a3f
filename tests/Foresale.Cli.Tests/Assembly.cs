using Foresale.Cli.Tests;
using Xunit.Sdk;
using Xunit.v3;

// One shop for all classes; one after the other, since training seeds the one generator that torch has.
[assembly: AssemblyFixture(typeof(ShopFixture))]
[assembly: Parallelization(Mode = ParallelMode.None)]
