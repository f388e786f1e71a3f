using System.CommandLine;
using System.Globalization;
using Foresale.Events;
using Foresale.Profiles;
using Foresale.States;
using Foresale.Storage;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>The data of a verb: a dataset folder, or a shop's own files with <c>--map</c>, which are imported first.</summary>
/// <param name="Dataset">The folder.</param>
/// <param name="Name">What reports call it: the folder, or the first of the shop's own files.</param>
/// <param name="IsScratch">True where it was imported for this verb alone, and goes with it.</param>
internal sealed record DataSource(DatasetFolder Dataset, string Name, bool IsScratch = false) : IDisposable
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

    /// <summary>Opens the folder, or imports the files and opens what that gave.</summary>
    /// <param name="parse">Holds the options of <see cref="AddTo"/>.</param>
    /// <param name="verb">The verb at hand.</param>
    /// <param name="importTo">The dataset folder to write.</param>
    /// <param name="keep">False where it goes with this object.</param>
    /// <param name="forScoring">True where a table's rows may lack the answer.</param>
    /// <param name="cancellationToken">Stops the import.</param>
    public static async Task<DataSource> OpenAsync(ParseResult parse, Verb verb, string importTo, bool keep, bool forScoring, CancellationToken cancellationToken)
    {
        var paths = parse.GetValue(Paths)!;
        var map = parse.GetValue(Map);
        if (map is null)
        {
            return paths is [var folder]
                ? Of(folder)
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
        verb.Console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"imported {report.Info.Events:N0} of {report.Info.RowsRead:N0} rows{(keep ? $" into {importTo}" : "")}");
        ImportText.Faults(verb.Console, report, keep ? importTo : null);
        return new DataSource(DatasetFolder.Open(importTo), Path.GetFileName(paths[0]), IsScratch: !keep);
    }

    /// <summary>A dataset folder.</summary>
    public static DataSource Of(string folder) => new(DatasetFolder.Open(folder), Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)));

    /// <summary>What the verb reads, as it was typed; null for what was not given.</summary>
    public static IEnumerable<string?> InputsOf(ParseResult parse) => [.. parse.GetValue(Paths)!, parse.GetValue(Map), parse.GetValue(Users), parse.GetValue(Items)];

    /// <summary>The arguments that open the same data again.</summary>
    public string Arguments(ParseResult parse)
    {
        var options = new[] { Map, Zone, Users, Items }.Select(o => (o.Name, Value: parse.GetValue(o))).Where(o => IsScratch && o.Value is not null);
        return string.Join(' ', (IsScratch ? parse.GetValue(Paths)! : [Dataset.FolderPath]).Select(Verb.Quote).Concat(options.Select(o => $"{o.Name} {Verb.Quote(o.Value!)}")));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsScratch && Directory.Exists(Dataset.FolderPath))
        {
            Directory.Delete(Dataset.FolderPath, recursive: true);
        }
    }

    /// <summary>The states of a training run.</summary>
    public StateTable BuildStates(Target target, IReadOnlyList<Horizon> horizons, SplitOptions split, string? labels, PortraitOptions? portraits, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        if (target.Kind == TargetKind.Table)
        {
            return StateBuilder.BuildTable(Dataset.ReadTable(), split);
        }

        RequireLog();
        return StateBuilder.Build(Dataset, new StateRequest(target) { Horizons = horizons, Split = split, Labels = LabelsOf(target, labels), Portraits = portraits }, progress, cancellationToken);
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

    /// <summary>Refuses a table where the model was trained on a log, and the reverse.</summary>
    public void RequireKindOf(Target target)
    {
        if (IsTable && target.Kind != TargetKind.Table)
        {
            throw new UserFaultException(Dataset.FolderPath, "the dataset is a table, and the model was trained on events.", "Give a dataset of events, or a model of a table.");
        }

        if (!IsTable && target.Kind == TargetKind.Table)
        {
            throw new UserFaultException(Dataset.FolderPath, "the dataset holds events, and the model was trained on a table.", "Give a dataset of such a table, or a model of events.");
        }
    }
}
