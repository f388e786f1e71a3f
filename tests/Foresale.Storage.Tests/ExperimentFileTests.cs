using System.Globalization;
using Foresale.Decisions.Nudges;
using Foresale.Events;
using Foresale.Storage.Nudges;

namespace Foresale.Storage.Tests;

public sealed class ExperimentFileTests : IDisposable
{
    private const string Header = "user_id,treated,orders,revenue,cost,visits,device\n";
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-experiment-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void An_experiment_is_read_with_its_further_columns_as_features()
    {
        var read = ExperimentFile.Read(Write(Header + "ann,1,2,40.5,3,7,phone\n\"bob, jr\",0,0,0,0,,desk\n"), plannedShare: null);

        Assert.Equal(["ann", "bob, jr"], read.Experiment.UserIds);
        Assert.Equal([true, false], read.Experiment.IsTreated);
        Assert.Equal([2, 0], read.Experiment.Orders);
        Assert.Equal([40.5, 0], read.Experiment.Revenue!);
        Assert.Equal(["visits", "device=desk", "device=phone"], read.Experiment.FeatureNames);
        Assert.Equal([7, 0, 1, 7, 1, 0], read.Experiment.Features);
        Assert.Null(read.Intent);
        Assert.Equal(.5, read.Experiment.Propensity);
    }

    [Fact]
    public void Intent_is_a_feature_and_a_ranking_to_compare_with_and_propensity_is_the_plan()
    {
        var read = ExperimentFile.Read(Write("user_id,treated,orders,propensity,intent\nann,1,1,.3,.9\nbob,0,0,.3,.2\n"), plannedShare: null);

        Assert.Equal([.9, .2], read.Intent!);
        Assert.Equal(["intent"], read.Experiment.FeatureNames);
        Assert.Equal(.3, read.Experiment.PlannedShare);
    }

    [Theory]
    [InlineData("user_id,orders,visits\nann,1,2\n", "shop.csv(1): the column 'treated' is missing; there are user_id, orders, visits. An experiment needs user_id, treated (1 or 0) and orders; revenue, cost and propensity are optional, and all further columns are features.")]
    [InlineData("user_id,treated,orders,orders\nann,1,2,3\n", "shop.csv(1): the column 'orders' stands there 2 times. Give each column its own name.")]
    [InlineData(Header, "shop.csv: the file has a header and no rows. Give a file with rows.")]
    [InlineData(Header + "ann,1,2\n", "shop.csv(2): the row has 3 fields where the header has 7. Mend the row; a delimiter or a line break within a field stands in quotes or not at all.")]
    [InlineData(Header + "ann,1,-2,5,0,1,x\n", "shop.csv(2,7): orders is -2, below 0. Give what was ordered, paid or spent, from 0 on.")]
    [InlineData(Header + "ann,yes,2,5,0,1,x\n", "shop.csv(2,5): treated is 'yes'. Write 1 or 0.")]
    [InlineData(Header + "ann,1,two,5,0,1,x\n", "shop.csv(2,7): 'two' is no number for orders. Write it as 12.50, and 0 where there was nothing.")]
    [InlineData(Header + "ann,1,,5,0,1,x\n", "shop.csv(2,7): orders is empty. Write it as 12.50, and 0 where there was nothing.")]
    [InlineData(Header + "ann,1,1,5,0,1,x\nann,0,1,5,0,1,x\n", "shop.csv(3,1): the shopper 'ann' has a row already. Give one row a shopper, with the totals of the experiment.")]
    [InlineData("user_id,treated,orders,propensity,x\nann,1,1,.3,1\nbob,0,1,.4,1\n", "shop.csv(3,9): propensity is 0.4 here and 0.3 before. Give an experiment in which every shopper has the same chance of the offer: a curve over shoppers whose chances differ would compare unlike ones.")]
    [InlineData("user_id,treated,orders,propensity,x\nann,1,1,1,1\n", "shop.csv(2,9): propensity is 1. Give the planned chance of the offer, between 0 and 1.")]
    public void What_cannot_be_used_is_told_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => ExperimentFile.Read(Write(text), plannedShare: null)).Message);

    [Fact]
    public void Further_shoppers_are_read_as_the_experiment_was()
    {
        var coding = ExperimentFile.Read(Write(Header + "ann,1,2,40.5,3,7,phone\nbob,0,0,0,0,,desk\n"), plannedShare: null).Coding;

        var (users, features) = ExperimentFile.ReadShoppers(Write("device,visits,user_id\nphone,3,eve\nwatch,,max\n"), coding);

        Assert.Equal(["eve", "max"], users);
        Assert.Equal([3, 0, 1, 7, 0, 0], features);
        Assert.Equal(
            "shop.csv(2,7): 'many' is no number for visits. Write numbers as 12.50, and leave what is not known empty.",
            Assert.Throws<UserFaultException>(() => ExperimentFile.ReadShoppers(Write("device,visits,user_id\nphone,many,eve\n"), coding)).Message);
        Assert.StartsWith("shop.csv(1): the column 'device' is missing", Assert.Throws<UserFaultException>(() => ExperimentFile.ReadShoppers(Write("visits,user_id\n1,eve\n"), coding)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Totals_are_held_out_by_the_file_where_it_says_so_and_by_the_hash_where_it_does_not()
    {
        var holdout = new Holdout();

        var (own, hasOwn) = TotalsFile.Read(Write("user_id,revenue,holdout\nann,5,1\nbob,0,0\n"), holdout);
        var (hashed, hasNone) = TotalsFile.Read(Write("user_id,revenue,orders\n" + string.Concat(Enumerable.Range(0, 50).Select(i => string.Create(CultureInfo.InvariantCulture, $"u{i},1,2\n")))), holdout);

        Assert.True(hasOwn && !hasNone);
        Assert.Equal([true, false], own.Select(s => s.IsHeldOut));
        Assert.Null(own[0].Orders);
        Assert.All(hashed, s => Assert.Equal(holdout.Holds(s.UserId), s.IsHeldOut));
    }

    [Fact]
    public void Revenue_is_below_0_where_more_was_refunded_than_bought()
    {
        Assert.Equal(-12.5, Assert.Single(TotalsFile.Read(Write("user_id,revenue\nann,-12.50\n"), new Holdout()).Shoppers).Revenue);
        Assert.Equal([-5, 0], ExperimentFile.Read(Write(Header + "ann,1,1,-5,0,1,x\nbob,0,0,0,0,2,x\n"), plannedShare: null).Experiment.Revenue!);
        Assert.Equal("shop.csv(2,6): 'x' is no number for revenue. Write it as 12.50, and 0 where there was nothing.", Assert.Throws<UserFaultException>(() => TotalsFile.Read(Write("user_id,revenue\nann_,x\n"), new Holdout())).Message);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_root, "shop.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
