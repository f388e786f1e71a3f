using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;

namespace Foresale.States;

/// <summary>What to build of a log.</summary>
/// <param name="Target">The question.</param>
public sealed record StateRequest(Target Target)
{
    /// <summary>How rows are divided.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>Where the slices lie; null lets <see cref="SplitPlanner"/> lay them by <see cref="Split"/>.</summary>
    public SplitPlan? Plan { get; init; }

    /// <summary>Horizons to answer beside the target's own, which is among them, shortest first (<see cref="HorizonParser"/>); empty for the target alone.</summary>
    public IReadOnlyList<Horizon> Horizons { get; init; } = [];

    /// <summary>Settings of the fold; null fits them on the training slice.</summary>
    public FoldSettings? Settings { get; init; }

    /// <summary>How portraits are fitted that feed the state; null leaves them out. Not used where <see cref="Settings"/> are given, which bring their own.</summary>
    public PortraitOptions? Portraits { get; init; }

    /// <summary>How the label file's further columns become features; null fits it on the training slice.</summary>
    public TableEncoding? Encoding { get; init; }

    /// <summary>Rows of the label file; for target <c>labels</c> only.</summary>
    public LabelSet? Labels { get; init; }
}

/// <summary>The door of this folder: from events, or from a table of another domain, to what every learner reads.</summary>
public static class StateBuilder
{
    /// <summary>The states, trajectories and slices of a log, for training. Check the result with <see cref="SplitCheck"/>.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="request">The question and the split.</param>
    /// <param name="progress">Receives events done; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a day of the log.</param>
    /// <exception cref="UserFaultException">The log cannot answer the question, or is too short for it.</exception>
    public static StateTable Build(IDataset dataset, StateRequest request, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(request);
        TargetParser.RequireAnswerable(request.Target, dataset.Info);
        HorizonParser.RequireAnswerable(request.Horizons, dataset.Info);
        request = request with { Labels = request.Labels is null ? null : Readable(dataset, request.Labels) };
        var plan = request.Plan ?? SplitPlanner.Plan(dataset, request.Target, request.Split, request.Labels, cancellationToken);
        var settings = request.Settings ?? FitSettings(dataset, request, plan, progress, cancellationToken);
        var replay = new LogReplay(dataset, settings, stateAnEvent: request.Target.Kind == TargetKind.Session);
        var end = plan.End.ToUnixTimeMilliseconds();
        switch (request.Target.Kind)
        {
            case TargetKind.Session:
                var sessions = new SessionReader();
                replay.Run(sessions, end, progress, cancellationToken);
                var episodes = new SessionTrajectories(replay.Tape, plan, request.Target.HorizonEvents, settings.Actions, new SessionHorizons(replay.Tape, request.Horizons, replay.Users.Count));
                return Finish(replay, episodes.Build(sessions.Names, UserShares(replay)), request.Target, settings, request.Horizons) with { Split = plan };

            case TargetKind.User or TargetKind.UserItem:
                var windows = new WindowReader(request.Target, plan, request.Split, replay.Calendar, dataset);
                replay.Run(windows, end, progress, cancellationToken);
                var trajectories = new WindowTrajectories(replay, windows, plan, request, settings.Actions, dataset.Info.DayResolution);
                return Finish(replay, trajectories.Build(), request.Target, settings, request.Horizons) with { Split = plan };

            case TargetKind.Labels:
                var labels = request.Labels!;
                var reader = new LabelReader(labels, replay.Calendar);
                replay.Run(reader, long.MaxValue, progress, cancellationToken);
                var slices = LabelStates.Slices(labels, plan);
                var encoding = request.Encoding ?? TableEncoding.Fit(labels.Extra, LabelStates.TrainingRows(slices), FeatureGroup.Context);
                return LabelStates.Finish(replay, reader, labels, slices, encoding, settings) with { Split = plan };

            default:
                throw new ArgumentException("A table has no events: build it with BuildTable.", nameof(request));
        }
    }

    /// <summary>The states to score of a log: no outcome is known and no slice is laid.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="target">The question that the model answers: <c>session</c> gives a node after each event; <c>user</c> and
    /// <c>user-item</c> a row a shopper or touched pair.</param>
    /// <param name="settings">Settings of the fold, from the model.</param>
    /// <param name="asOf">For <c>user</c> and <c>user-item</c>: events before it count, in a log without a clock
    /// those before its day; null means all events. Not used for <c>session</c>.</param>
    /// <param name="progress">Receives events done; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a day of the log.</param>
    public static StateTable BuildForScoring(
        IDataset dataset, Target target, FoldSettings settings, DateTimeOffset? asOf, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(settings);
        TargetParser.RequireAnswerable(target, dataset.Info);
        var replay = new LogReplay(dataset, settings, stateAnEvent: target.Kind == TargetKind.Session);
        var end = EndFor(dataset, asOf);
        if (target.Kind == TargetKind.Session)
        {
            var sessions = new SessionReader();
            replay.Run(sessions, end, progress, cancellationToken);
            return Finish(replay, ScoringNodes.AfterEachEvent(replay.Tape, sessions.Names), target, settings);
        }

        if (target.Kind is not (TargetKind.User or TargetKind.UserItem))
        {
            throw new ArgumentException("Labels and tables have an overload of their own.", nameof(target));
        }

        var reader = new AsOfReader(target.Kind == TargetKind.UserItem, end, replay.Calendar);
        replay.Run(reader, end, progress, cancellationToken);
        return Finish(replay, ScoringNodes.OneEach(replay.States.Count), target, settings) with { LeftOut = reader.LeftOut };
    }

    /// <summary>The touched pairs to score at the beginning of each of several days, in one replay of the log.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="settings">Settings of the fold, from a model of target <c>user-item</c>.</param>
    /// <param name="days">The days, in the shop's zone; one after the log's last is allowed.</param>
    /// <param name="recentDays">Pairs touched in so many days before count, &gt;= 1.</param>
    /// <param name="take">Gets a day and its pairs, a row each; the table is not kept.</param>
    /// <param name="progress">Receives events done; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a day of the log.</param>
    public static void ReadPairsDaily(
        IDataset dataset, FoldSettings settings, IReadOnlyCollection<DateOnly> days, int recentDays, Action<DateOnly, StateTable> take, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(recentDays, 1);
        var target = new Target(TargetKind.UserItem, HorizonDays: 1);
        var replay = new LogReplay(dataset, settings, stateAnEvent: false);
        var reader = new DailyPairsReader([.. days], recentDays, day =>
        {
            var (tokens, begin) = replay.Tape.TokensByName(replay.Names.Count, keep: true);
            take(day, new StateTable
            {
                Target = target,
                Actions = settings.Actions,
                Schema = replay.Schema,
                TokenSchema = replay.TokenSchema,
                Tokens = tokens,
                Nodes = ScoringNodes.OneEach(replay.States.Count).ToTable(replay.States.Marks, begin),
                Features = replay.States.ToFeatures(),
                UserIds = replay.Users.Words,
                ItemIds = replay.Items.Words,
                Settings = settings,
                DataHash = "",
            });
        });
        replay.Run(reader, long.MaxValue, progress, cancellationToken);
    }

    /// <summary>The states to score of a label file whose answers need not be known.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="labels">The questions, one a row.</param>
    /// <param name="settings">Settings of the fold, from the model.</param>
    /// <param name="encoding">The label file's further columns, from the model.</param>
    /// <param name="progress">Receives events done; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a day of the log.</param>
    public static StateTable BuildForScoring(
        IDataset dataset, LabelSet labels, FoldSettings settings, TableEncoding encoding, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(encoding);
        var replay = new LogReplay(dataset, settings, stateAnEvent: false);
        labels = Readable(dataset, labels);
        var reader = new LabelReader(labels, replay.Calendar);
        replay.Run(reader, long.MaxValue, progress, cancellationToken);
        return LabelStates.Finish(replay, reader, labels, new Slice[labels.Rows.Count], encoding, settings);
    }

    /// <summary>One state and node a row of a table, for training: by its time column where it has one, else stratified by seed.</summary>
    /// <param name="data">The table.</param>
    /// <param name="options">How rows are divided.</param>
    /// <param name="encoding">From the model that is judged; null fits it on the training slice.</param>
    /// <exception cref="UserFaultException">There is no label column, or a value cannot be read.</exception>
    public static StateTable BuildTable(TableData data, SplitOptions options, TableEncoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return TableStates.Build(data, options, encoding);
    }

    /// <summary>One state and node a row of a table, to be scored; a label column is optional.</summary>
    /// <param name="data">The table.</param>
    /// <param name="encoding">From the model: a new table gives the schema that it was trained on.</param>
    public static StateTable BuildTableForScoring(TableData data, TableEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(encoding);
        return TableStates.BuildForScoring(data, encoding);
    }

    private static FoldSettings FitSettings(IDataset dataset, StateRequest request, SplitPlan plan, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var settings = Fold.FitSettings(dataset, plan.FitBefore) with
        {
            UnboundedPairs = request.Target.Kind == TargetKind.UserItem,
            HasCalendar = !plan.CrossFit,
        };
        if (request.Portraits is not { } options)
        {
            return settings;
        }

        var instants = PortraitInstants.Of(plan, new ShopCalendar(settings.Zone), request.Target.HorizonDays ?? 0);
        return settings with { Portraits = [.. PortraitFit.At(dataset, settings, instants, options, progress, cancellationToken).Select(f => f.Snapshot)] };
    }

    // All events of a day without a clock stand at its midnight: an instant inside the day would see what is still to come.
    private static LabelSet Readable(IDataset dataset, LabelSet labels) =>
        dataset.Info.DayResolution ? labels.AtMidnight(new ShopCalendar(dataset.Info.Zone)) : labels;

    // Without an instant all events count: those of the last day without a clock are known at the midnight after it.
    private static long EndFor(IDataset dataset, DateTimeOffset? asOf)
    {
        var calendar = new ShopCalendar(dataset.Info.Zone);
        var last = dataset.Info.LastTime.ToUnixTimeMilliseconds();
        return (asOf?.ToUnixTimeMilliseconds(), dataset.Info.DayResolution) switch
        {
            ({ } instant, true) => calendar.MidnightOf(instant),
            ({ } instant, false) => instant,
            (null, true) => calendar.Midnight(calendar.DayOf(last).AddDays(1)),
            (null, false) => last + 1,
        };
    }

    private static double[] UserShares(LogReplay replay) => [.. replay.Users.Words.Select(UserHash.Share)];

    private static StateTable Finish(LogReplay replay, NodeList list, Target target, FoldSettings settings, IReadOnlyList<Horizon>? horizons = null)
    {
        var (tokens, begin) = replay.Tape.TokensByName(replay.Names.Count);
        var nodes = list.ToTable(replay.States.Marks, begin);
        var features = replay.States.ToFeatures();
        var groups = FacetWords.Of(replay.States.Marks, nodes.State, replay.Devices.Words, replay.Categories.Words);
        if (SegmentWords.Of(replay.Schema, features, nodes.State, settings) is { } segments)
        {
            groups["segment"] = segments;
        }

        return DataHash.Stamp(new StateTable
        {
            Target = target,
            Horizons = horizons ?? [],
            Actions = settings.Actions,
            Schema = replay.Schema,
            Features = features,
            TokenSchema = replay.TokenSchema,
            Tokens = tokens,
            Nodes = nodes,
            UserIds = replay.Users.Words,
            ItemIds = replay.Items.Words,
            Segments = groups,
            Settings = settings,
            DataHash = "",
        });
    }
}
