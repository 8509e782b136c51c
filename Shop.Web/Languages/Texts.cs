// Every text that the shopper reads, in both languages side by side: a text without its other half does not compile.
// The files beside this one hold them by the part of the shop in which they are read.
using System.Globalization;

namespace Shop.Web.Languages;

/// <summary>What the shop says, in the language of the request.</summary>
public sealed partial class Texts
{
    // Korea has had one offset since 1988 and no summer time, so no time zone data is needed to tell its time.
    private static readonly TimeSpan SeoulOffset = TimeSpan.FromHours(9);

    public bool IsKorean { get; } = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ko";

    /// <summary>The language of the page, as HTML names it.</summary>
    public string Language => Say("ko", "en");

    public string Won(long won) => Say($"{Grouped(won)}원", $"₩{Grouped(won)}");

    /// <summary>An amount in the minor unit of its currency: a hundredth, but of won and yen the whole.</summary>
    public string Money(long minor, string currency) => currency switch
    {
        "KRW" => Won(minor),
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
