using Foresale.Features.Text;

namespace Foresale.Tests.Features.Text;

public class TermWeightsTests
{
    private static readonly string[] Texts = ["Too big, too BIG!", "big dress", "dress"];

    [Fact]
    public void Words_are_small_letters_digits_and_inner_apostrophes() =>
        Assert.Equal(["i'm", "5'8", "don't", "fit", "a", "été"], TextTerms.Words("I'm 5'8\" -- don't FIT 'a' été"));

    [Fact]
    public void Terms_are_words_and_pairs_of_neighbors() => Assert.Equal(["too", "big", "too big"], TextTerms.Of(["too", "big"]));

    [Fact]
    public void Idf_counts_texts_not_words()
    {
        var weights = TermWeights.Fit(Texts, mostTerms: 100, leastTexts: 1);

        // "big" and "dress" stand in two of three texts, the others in one; of equals the ordinal order.
        Assert.Equal(["big", "dress", "big dress", "big too", "too", "too big"], weights.Terms);
        Assert.Equal(Math.Log(4.0 / 3) + 1, weights.Idf[0], tolerance: 1e-6);
        Assert.Equal(Math.Log(4.0 / 2) + 1, weights.Idf[4], tolerance: 1e-6);
    }

    [Fact]
    public void A_vector_is_sublinear_in_counts_and_of_length_one()
    {
        var (common, rare) = (Math.Log(4.0 / 3) + 1, Math.Log(2) + 1);
        var twice = 1 + Math.Log(2);

        var vector = TermWeights.Fit(Texts, 100, 1).Vector(TextTerms.Words(Texts[0]));

        // big 2, "big too" 1, too 2, "too big" 2.
        double[] raw = [twice * common, rare, twice * rare, twice * rare];
        var length = Math.Sqrt(raw.Sum(x => x * x));
        Assert.Equal([0, 3, 4, 5], vector.Select(v => v.Term));
        Assert.Equal(raw.Select(x => x / length), vector.Select(v => (double)v.Weight), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Rare_terms_and_terms_beyond_the_most_are_left_out()
    {
        Assert.Equal(["big", "dress"], TermWeights.Fit(Texts, 100, leastTexts: 2).Terms);
        Assert.Equal(["big", "dress", "big dress"], TermWeights.Fit(Texts, mostTerms: 3, 1).Terms);
    }
}
