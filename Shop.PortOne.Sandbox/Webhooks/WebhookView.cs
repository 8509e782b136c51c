namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>
/// A webhook as the API returns it, with its last attempt. Automatic attempts and requested resends are counted
/// separately, each against its own limit; the trigger says which of the two the last attempt was.
/// </summary>
public static class WebhookView
{
    public static object Of(Delivery delivery) => new
    {
        delivery.Id,
        delivery.Url,
        delivery.PaymentStatus,
        delivery.Status,
        IsAsync = true,
        CurrentExecutionCount = delivery.Trigger == Delivery.ByHand ? delivery.Resends : delivery.Executions,
        MaxExecutionCount = delivery.Trigger == Delivery.ByHand ? Delivery.MostResends : Delivery.MostExecutions,
        delivery.Trigger,
        Request = delivery.LastExchange is { } sent
            ? new { Header = sent.RequestHeader, delivery.Body, sent.RequestedAt }
            : null,
        Response = delivery.LastExchange is { Code: not null } answered
            ? new
            {
                answered.Code,
                Header = answered.ResponseHeader,
                Body = answered.ResponseBody,
                answered.RespondedAt,
            }
            : null,
        delivery.TriggeredAt,
    };
}
