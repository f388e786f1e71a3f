using System.CommandLine;
using System.Globalization;
using Foresale.Events;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Encoders;

namespace Foresale.Cli;

/// <summary>Options of the learners.</summary>
internal static class LearnerOptions
{
    private static readonly Option<EncoderKind> s_encoder = new("--encoder") { Description = "What reads a shopper's events: gru, transformer, hstu (attention without a softmax), or pooled (several times quicker, blind to order).", DefaultValueFactory = _ => EncoderKind.Gru };
    private static readonly Option<int?> s_width = new("--width") { Description = "Width of the encoder (default 96; with --quick 48)." };
    private static readonly Option<ModelSize?> s_size = new("--size") { Description = "Size of the networks: tiny, small or base. Without it small; with --quick between tiny and small." };
    private static readonly Option<double?> s_lambda = new("--lambda") { Description = "Lambda of the targets, 0..1: 1 the observed outcome, 0 one step of temporal difference. Without it chosen on validation rows." };
    private static readonly Option<Backup> s_backup = new("--backup") { Description = "What stands for the next state: expectation (calibrated), soft, or max (the article's, which overestimates).", DefaultValueFactory = _ => Backup.Expectation };
    private static readonly Option<int?> s_epochs = new("--epochs") { Description = "Epochs of the networks at most." };
    private static readonly Option<int> s_pretrain = new("--pretrain") { Description = "Epochs at most in which the network first learns what comes next: behavior, item, gap (default 0; bench/results/pretraining.md has what it is worth)." };
    private static readonly Option<int> s_tuneTrees = new("--tune-trees") { Description = "Settings of the trees to draw at random and try beyond the fixed ones (default 0; 30 is a thorough search)." };
    private static readonly Option<string?> s_budget = new("--budget") { Description = "Time that each network, and the search beyond the fixed settings of the trees, may take, such as 5m. A run that it cuts is not repeatable to the byte." };
    private static readonly Option<bool> s_noNetworks = new("--no-networks") { Description = "Baselines and trees only." };
    private static readonly Option<bool> s_quick = new("--quick") { Description = "Small networks and few trees, for a look." };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { s_encoder, s_size, s_width, s_lambda, s_backup, s_epochs, s_pretrain, s_tuneTrees, s_budget, s_noNetworks, s_quick })
        {
            command.Add(option);
        }
    }

    /// <summary>The learners that the options ask for.</summary>
    public static LearnerSet Read(ParseResult parse, string checkpoint)
    {
        var start = parse.GetValue(s_quick) ? LearnerSet.Quick : new LearnerSet();
        var budget = parse.GetValue(s_budget);
        if (parse.GetValue(s_lambda) is { } lambda and not (>= 0 and <= 1))
        {
            throw new UserFaultException("--lambda", string.Create(CultureInfo.InvariantCulture, $"{lambda} does not lie in 0..1."), "Give a number such as .9, or leave --lambda out.");
        }

        foreach (var option in new[] { s_width, s_epochs })
        {
            if (parse.GetValue(option) is { } count and < 1)
            {
                throw new UserFaultException(option.Name, string.Create(CultureInfo.InvariantCulture, $"{count} is less than 1."), "Give 1 or more.");
            }
        }

        var trials = parse.GetValue(s_tuneTrees);
        if (trials < 0)
        {
            throw new UserFaultException("--tune-trees", string.Create(CultureInfo.InvariantCulture, $"{trials} is less than 0."), "Give 30, or leave --tune-trees out.");
        }

        var pretrain = parse.GetValue(s_pretrain);
        if (pretrain < 0)
        {
            throw new UserFaultException("--pretrain", string.Create(CultureInfo.InvariantCulture, $"{pretrain} is less than 0."), "Give 10, or leave --pretrain out.");
        }

        TimeSpan? time = budget is null ? null : Durations.Parse("--budget", budget);
        var intent = parse.GetValue(s_size) is { } size ? start.Intent.Sized(size) : start.Intent;
        return start with
        {
            Networks = !parse.GetValue(s_noNetworks),
            Checkpoint = checkpoint,
            Trees = start.Trees with { Trials = trials, Budget = time },
            Intent = intent with
            {
                Encoder = parse.GetValue(s_encoder),
                EncoderWidth = parse.GetValue(s_width) ?? intent.EncoderWidth,
                Lambda = parse.GetValue(s_lambda) ?? start.Intent.Lambda,
                Backup = parse.GetValue(s_backup),
                Epochs = parse.GetValue(s_epochs) ?? start.Intent.Epochs,
                PretrainEpochs = pretrain,
                Budget = time,
            },
        };
    }
}
