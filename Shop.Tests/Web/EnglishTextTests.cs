using System.Globalization;
using Shop.Web.Languages;

namespace Shop.Tests.Web;

/// <summary>English texts that depend on a number.</summary>
public sealed class EnglishTextTests
{
    [Theory]
    [InlineData(1, 1, "Only 1 of “Lamp” is left; the quantity is 1 now.")]
    [InlineData(3, 3, "Only 3 of “Lamp” are left; the quantity is 3 now.")]
    [InlineData(5, 3, "Only 3 of “Lamp” are left; no more was added.")]
    public void Stock_text_counts_the_remaining_pieces(int taken, int stock, string text) =>
        Assert.Equal(text, InEnglish(texts => texts.NotAllTaken("Lamp", taken, stock)));

    [Fact]
    public void Cart_text_counts_the_pieces_of_a_product() =>
        Assert.EndsWith(" Your cart now has 3.", InEnglish(texts => texts.AddedFewer(1, 3, 3)));

    private static string InEnglish(Func<Texts, string> text)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = new("en");
        try
        {
            return text(new());
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
