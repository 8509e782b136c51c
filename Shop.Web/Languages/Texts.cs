// Every text for shoppers, in Korean and English side by side, so a text without its translation does not compile. The
// other files of this folder contain the texts by part of the shop.
using System.Globalization;

namespace Shop.Web.Languages;

/// <summary>The shop's texts in the language of the request.</summary>
public sealed partial class Texts
{
    // Korea has had the same offset and no daylight saving time since 1988, so no time zone data is needed.
    private static readonly TimeSpan SeoulOffset = TimeSpan.FromHours(9);

    public bool IsKorean { get; } = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ko";
    public string Language => Say("ko", "en");

    public string Won(long won) => Say($"{Grouped(won)}원", $"₩{Grouped(won)}");

    /// <summary>Formats an amount in the minor unit of its currency: hundredths, except for won and yen.</summary>
    public string Money(long minor, string currency) => currency switch
    {
        Currencies.Won => Won(minor),
        "JPY" => $"{Grouped(minor)} {currency}",
        _ => $"{Grouped(minor / 100)}.{minor % 100:00} {currency}",
    };

    public string Date(DateTimeOffset at) => Seoul(at, Say("yyyy년 M월 d일", "d MMM yyyy"));

    public string Moment(DateTimeOffset at) => Seoul(at, Say("yyyy년 M월 d일 HH:mm", "d MMM yyyy, HH:mm"));

    public string Day(DateOnly date) => date.ToString(Say("yyyy년 M월 d일", "d MMM yyyy"), CultureInfo.InvariantCulture);

    private static string Seoul(DateTimeOffset at, string format) =>
        at.ToOffset(SeoulOffset).ToString(format, CultureInfo.InvariantCulture);

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private string Say(string korean, string english) => IsKorean ? korean : english;
}
