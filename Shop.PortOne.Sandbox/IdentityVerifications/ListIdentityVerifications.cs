using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>The page and filter of a list request.</summary>
public sealed record VerificationPageRequest(
    PageInput? Page = null, VerificationSort? Sort = null, VerificationFilter? Filter = null) : IStoreRequest
{
    public string? StoreId => Filter?.StoreId;
}

/// <summary>The sort order of a list.</summary>
public sealed record VerificationSort(
    VerificationTime By = VerificationTime.RequestedAt, SortOrder Order = SortOrder.Desc);

/// <summary>The filter of a list.</summary>
public sealed record VerificationFilter(
    string? StoreId = null,
    VerificationTime TimeRangeField = VerificationTime.RequestedAt,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    string? IdentityVerificationId = null,
    IReadOnlyList<IdentityVerificationStatus>? Statuses = null,
    bool? IsTest = null)
{
    public bool Matches(IdentityVerification verification) =>
        (IdentityVerificationId is null || verification.Id == IdentityVerificationId)
        && (Statuses is null or [] || Statuses.Contains(verification.Status))
        && (IsTest is null || IsTest == (verification.ChannelType == ChannelType.Test));
}

/// <summary>The time by which a list is filtered and sorted.</summary>
public enum VerificationTime
{
    RequestedAt,
    VerifiedAt,
    FailedAt,
    StatusUpdatedAt,
}

/// <summary>Lists verifications in pages.</summary>
public sealed class ListIdentityVerifications(TimeProvider clock)
{
    private const int DeepestPage = 60_000;

    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(90);

    public Reply Run(SandboxState state, VerificationPageRequest request)
    {
        var page = request.Page ?? new PageInput();
        var filter = request.Filter ?? new VerificationFilter();
        var sort = request.Sort ?? new VerificationSort();
        if (page.Number < 0 || page.Size < 1 || (page.Number + 1L) * page.Size > DeepestPage)
        {
            return Refusals.Invalid($"Page numbers start at 0, and pages end at {DeepestPage} verifications.");
        }

        var until = filter.Until ?? clock.GetUtcNow();
        var from = filter.From ?? until - DefaultSpan;
        var found = state.IdentityVerifications.All
            .Where(verification => TimeOf(verification, filter.TimeRangeField) is { } time
                && time >= from
                && time < until)
            .Where(filter.Matches)
            .OrderBy(verification => TimeOf(verification, sort.By))
            .ThenBy(verification => verification.Id, StringComparer.Ordinal)
            .ToList();
        if (sort.Order == SortOrder.Desc)
        {
            found.Reverse();
        }

        return Reply.Ok(new
        {
            Items = found.Skip(page.Number * page.Size).Take(page.Size).Select(IdentityVerificationView.Of),
            Page = new { page.Number, page.Size, TotalCount = found.Count },
        });
    }

    private static DateTimeOffset? TimeOf(IdentityVerification verification, VerificationTime time) => time switch
    {
        VerificationTime.RequestedAt => verification.RequestedAt,
        VerificationTime.VerifiedAt => verification.VerifiedAt,
        VerificationTime.FailedAt => verification.Status == IdentityVerificationStatus.Failed
            ? verification.StatusChangedAt
            : null,
        VerificationTime.StatusUpdatedAt => verification.StatusChangedAt,
        _ => throw new InvalidOperationException($"{time} is not a time of a verification."),
    };
}
