using System.CommandLine;
using Foresale.Events;
using Foresale.States;
using Foresale.Storage;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>The data of a verb: a dataset folder, or a shop's own files with <c>--map</c>, which are imported first.</summary>
/// <param name="Dataset">The folder.</param>
internal sealed record DataSource(DatasetFolder Dataset)
{
    /// <summary>The data's place.</summary>
    public static readonly Argument<string[]> Paths = new("DATA") { Description = "A dataset folder, or with --map the shop's own files.", Arity = ArgumentArity.OneOrMore };

    /// <summary>How own files are read.</summary>
    public static readonly Option<string?> Map = new("--map") { Description = $"For own files: preset ({string.Join(", ", Presets.Names)}) or mapping file." };

    /// <summary>The shop's zone.</summary>
    public static readonly Option<string?> Zone = new("--zone") { Description = "For own files: the shop's time zone, such as Europe/Paris." };

    /// <summary>Users side file.</summary>
    public static readonly Option<string?> Users = new("--users") { Description = "For own files: users, user_id and any other columns." };

    /// <summary>Items side file.</summary>
    public static readonly Option<string?> Items = new("--items") { Description = "For own files: items, item_id and any other columns." };

    /// <summary>True where the data is a table and no log.</summary>
    public bool IsTable => string.Equals(Dataset.Info.Kind, "table", StringComparison.Ordinal);

    /// <summary>The options that <see cref="OpenAsync"/> reads.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Paths);
        command.Add(Map);
        command.Add(Zone);
        command.Add(Users);
        command.Add(Items);
    }

    /// <summary>Opens the folder, or imports the files into <paramref name="importTo"/> and opens that.</summary>
    /// <param name="parse">Holds the options of <see cref="AddTo"/>.</param>
    /// <param name="verb">The verb at hand.</param>
    /// <param name="importTo">The dataset folder to write.</param>
    /// <param name="forScoring">True where a table's rows may lack the answer.</param>
    /// <param name="cancellationToken">Stops the import.</param>
    public static async Task<DataSource> OpenAsync(ParseResult parse, Verb verb, string importTo, bool forScoring, CancellationToken cancellationToken)
    {
        var paths = parse.GetValue(Paths)!;
        var map = parse.GetValue(Map);
        if (map is null)
        {
            return paths is [var folder]
                ? new DataSource(DatasetFolder.Open(folder))
                : throw new UserFaultException("DATA", $"{paths.Length} places are given and no mapping.", "Give one dataset folder, or --map with the shop's own files.");
        }

        var options = new ImportOptions
        {
            Paths = paths,
            Mapping = Presets.Resolve(map),
            Out = importTo,
            Zone = parse.GetValue(Zone),
            Users = parse.GetValue(Users),
            Items = parse.GetValue(Items),
            ForScoring = forScoring,
            Threads = verb.Threads,
        };
        var report = await verb.WithProgressAsync(progress => EventImport.Run(options, progress, cancellationToken));
        verb.Console.MarkupLineInterpolated(System.Globalization.CultureInfo.InvariantCulture, $"imported {report.Info.Events:N0} of {report.Info.RowsRead:N0} rows into {importTo}");
        return new DataSource(DatasetFolder.Open(importTo));
    }

    /// <summary>The states of a training run.</summary>
    public StateTable BuildStates(Target target, SplitOptions split, string? labels, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        if (target.Kind == TargetKind.Table)
        {
            return StateBuilder.BuildTable(Dataset.ReadTable(), split);
        }

        RequireLog();
        return StateBuilder.Build(Dataset, new StateRequest(target) { Split = split, Labels = LabelsOf(target, labels) }, progress, cancellationToken);
    }

    /// <summary>The label file where the target asks for one.</summary>
    public LabelSet? LabelsOf(Target target, string? labels)
    {
        if (target.Kind != TargetKind.Labels)
        {
            return labels is null ? null : throw new UserFaultException("--labels", "a label file goes with --target labels only.", "Leave one of them out.");
        }

        return LabelFile.Read(labels ?? throw new UserFaultException("--labels", "target 'labels' has no label file.", "Give --labels FILE with the columns user_id, time and label."), Dataset.Info.Zone);
    }

    /// <summary>Refuses a table where a log is needed.</summary>
    public void RequireLog()
    {
        if (IsTable)
        {
            throw new UserFaultException(Dataset.FolderPath, "the dataset is a table, and the target is a question about events.", "Use --target table, or import a log.");
        }
    }
}
