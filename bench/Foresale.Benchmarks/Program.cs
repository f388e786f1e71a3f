using BenchmarkDotNet.Running;
using Foresale.Benchmarks;
using Foresale.Benchmarks.Soak;

// One subcommand a question; README.md says what each measures.
return args switch
{
    ["client"] => ClientBenchmark.Run(),
    ["fold", "cpu"] => FoldCpu.Run(),
    ["fold", .. var rest] => FoldOf(rest),
    ["import", .. var rest] => ImportBenchmark.Run(rest),
    ["intake"] => IntakeBenchmark.Run(),
    ["read", .. var rest] => ReadBenchmark.Run(rest),
    ["load", .. var rest] => LoadBenchmark.Run(rest),
    ["log", .. var rest] => LogBenchmark.Run(rest),
    ["shoppers", .. var rest] => await ShoppersBenchmark.RunAsync(rest),
    ["soak", .. var rest] => await SoakBenchmark.RunAsync(rest),
    [ImportSide.Verb, .. var rest] => ImportSide.Run(rest),
    _ => Usage(),
};

static int FoldOf(string[] rest)
{
    BenchmarkSwitcher.FromAssembly(typeof(FoldBenchmark).Assembly).Run(rest);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("Usage: Foresale.Benchmarks client | fold [cpu | BenchmarkDotNet options] | import [options] | intake | load options | read DATASET | log FOLDER | shoppers --model DIR | soak options; see bench/Foresale.Benchmarks/README.md.");
    return 2;
}
