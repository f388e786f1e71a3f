using Xunit.Sdk;
using Xunit.v3;

// One after the other: some tests measure time, and the machine may have two cores only.
[assembly: Parallelization(Mode = ParallelMode.None)]
