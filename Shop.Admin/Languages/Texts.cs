// Every text of the back office, in Korean and English side by side, so a text without its translation does not
// compile. The other files of this folder contain the texts by part of the application.
using System.Globalization;

namespace Shop.Admin.Languages;

/// <summary>The texts in the language of the request or of the open page.</summary>
public sealed partial class Texts
{
    // Korea has had the same offset and no daylight saving time since 1988, so no time zone data is needed.
    private static readonly TimeSpan SeoulOffset = TimeSpan.FromHours(9);

    public bool IsKorean { get; } = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ko";
    public string Language => Say("ko", "en");

    public string Won(long won) => Say($"{Number(won)}원", $"₩{Number(won)}");

    public string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public string Moment(DateTimeOffset at) => at.ToOffset(SeoulOffset)
        .ToString(Say("yyyy-MM-dd HH:mm", "d MMM yyyy, HH:mm"), CultureInfo.InvariantCulture);

    public string Day(DateOnly date) => date.ToString(Say("M월 d일", "d MMM"), CultureInfo.InvariantCulture);

    private string Say(string korean, string english) => IsKorean ? korean : english;
}
