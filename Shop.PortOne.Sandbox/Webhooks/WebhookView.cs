namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>
/// A webhook as the API shows it: the last time it was sent. By itself and by hand are counted apart, each against its
/// own limit, and the trigger tells which of the two it was.
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
