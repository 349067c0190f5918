-- wrk: sixteen requests in one write.
dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "report.lua")

init = function()
  local requests = {}
  for i = 1, 16 do
    requests[i] = wrk.format("GET")
  end
  batch = table.concat(requests)
end

request = function()
  return batch
end
