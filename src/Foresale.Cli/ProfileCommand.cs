using System.CommandLine;
using System.Globalization;
using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;
using Foresale.Scoring;
using Foresale.Storage;

namespace Foresale.Cli;

/// <summary><c>foresale profile</c>: the portrait of one shopper.</summary>
internal static class ProfileCommand
{
    private static readonly Argument<string> s_user = new("USER") { Description = "The shopper, as the log names them." };
    private static readonly Option<string> s_data = new("--data") { Description = "Dataset folder that import wrote.", Required = true };
    private static readonly Option<string?> s_model = new("--model") { Description = "Read segments and factors of this model, where it has them, and not ones fitted on the whole log." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("profile", "The portrait of one shopper: interests, frequency, amount, price band, segment, nearest shoppers and items.") { s_user, s_data, s_model };
        Verb.SetAction(command, async (parse, verb, cancellationToken) =>
        {
            var (dataset, user) = (RequireLog(DatasetFolder.Open(parse.GetValue(s_data)!)), parse.GetRequiredValue(s_user));
            var model = parse.GetValue(s_model) is { } folder ? ModelFolder.Open(folder).Manifest : null;
            var settings = model?.Fold ?? Fold.FitSettings(dataset, EndOf(dataset));
            var fitted = await verb.WithProgressAsync(progress => Fit(dataset, settings, verb.Seed, progress, cancellationToken));
            var own = settings.Portraits?[^1]; // It may hold segments or factors only.
            var snapshot = fitted.Snapshot with { Factors = own?.Factors ?? fitted.Snapshot.Factors, Segments = own?.Segments ?? fitted.Snapshot.Segments };
            var portrait = ShopperPortrait.Of(dataset, settings, fitted, snapshot, user);
            if (!verb.Json)
            {
                PortraitTables.Show(verb.Console, portrait);
            }

            verb.Finish(portrait, string.Create(CultureInfo.InvariantCulture, $"{user}: {portrait.Segment ?? "no segment"}; {portrait.VisitDays:0} {(portrait.VisitDays == 1 ? "day" : "days")} with a visit, {portrait.Orders:0} {(portrait.Orders == 1 ? "order" : "orders")}."));
        });
        return command;
    }

    /// <summary>Portraits as of a log's end.</summary>
    public static FittedPortraits Fit(DatasetFolder dataset, FoldSettings? settings, int seed, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var end = EndOf(RequireLog(dataset));
        return PortraitFit.At(dataset, settings ?? Fold.FitSettings(dataset, end), [end], PortraitOptions.Of(seed), progress, cancellationToken)[^1];
    }

    private static DatasetFolder RequireLog(DatasetFolder dataset) => string.Equals(dataset.Info.Kind, "events", StringComparison.Ordinal)
        ? dataset
        : throw new UserFaultException(dataset.FolderPath, "the dataset is a table, and portraits are of shoppers in a log.", "Import a log of events.");

    private static DateTimeOffset EndOf(DatasetFolder dataset) => dataset.Info.LastTime.AddMilliseconds(1);
}
