// A Korean postal code is the number of a small area, and its first two digits identify the province or metropolitan
// city. That is enough to detect many typing errors. Borders change now and then, so the form only warns.
using System.Globalization;
using System.Text.Json;

namespace Shop.Web.Orders;

/// <summary>
/// A province or metropolitan city: its codes begin with <paramref name="From"/> to <paramref name="To"/>, and an
/// address there begins with one of its <paramref name="Names"/>, the full one first.
/// </summary>
public sealed record PostalRegion(int From, int To, string English, params string[] Names);

public static class PostalRegions
{
    public static readonly IReadOnlyList<PostalRegion> All =
    [
        new(1, 9, "Seoul", "서울특별시", "서울시", "서울"),
        new(10, 20, "Gyeonggi", "경기도", "경기"),
        new(21, 23, "Incheon", "인천광역시", "인천시", "인천"),
        new(24, 26, "Gangwon", "강원특별자치도", "강원도", "강원"),
        new(27, 29, "Chungbuk", "충청북도", "충북"),
        new(30, 30, "Sejong", "세종특별자치시", "세종시", "세종"),
        new(31, 33, "Chungnam", "충청남도", "충남"),
        new(34, 35, "Daejeon", "대전광역시", "대전시", "대전"),
        new(36, 40, "Gyeongbuk", "경상북도", "경북"),
        new(41, 43, "Daegu", "대구광역시", "대구시", "대구"),
        new(44, 45, "Ulsan", "울산광역시", "울산시", "울산"),
        new(46, 49, "Busan", "부산광역시", "부산시", "부산"),
        new(50, 53, "Gyeongnam", "경상남도", "경남"),
        new(54, 56, "Jeonbuk", "전북특별자치도", "전라북도", "전북"),
        new(57, 60, "Jeonnam", "전라남도", "전남"),
        new(61, 62, "Gwangju", "광주광역시", "광주"), // 광주시 is in Gyeonggi.
        new(63, 63, "Jeju", "제주특별자치도", "제주도", "제주"),
    ];

    /// <summary>The same table for the page's script.</summary>
    public static readonly string Json = JsonSerializer.Serialize(All, JsonSerializerOptions.Web);

    /// <summary>The region of a code of five digits; null if there is none or the text is not such a code.</summary>
    public static PostalRegion? Of(string? code) =>
        code is { Length: 5 } && code.All(char.IsAsciiDigit)
        && int.Parse(code.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture) is var begin
            ? All.FirstOrDefault(region => begin >= region.From && begin <= region.To)
            : null;

    /// <summary>The region that the first word of an address names; null if it names none.</summary>
    public static PostalRegion? OfAddress(string? address) =>
        address?.Trim().Split(' ', 2)[0] is { } first
            ? All.FirstOrDefault(region => region.Names.Contains(first))
            : null;
}
